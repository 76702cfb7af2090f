import { useEffect, useMemo, useRef, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ClipMenu } from './clip-menu.tsx';
import { attachClipKeys } from './clip-focus.ts';
import { attachGestures } from './gesture-controller.ts';
import { Playhead } from './playhead.tsx';
import { Ruler } from './ruler.tsx';
import { TrackRow } from './track-row.tsx';
import { trackHeadPixels, useTimelineView } from './use-timeline-view.ts';
import styles from './timeline.module.css';

interface ZoomStyle extends CSSProperties {
  readonly '--zoom': number;
}

/** Room after the last clip, so that something can be dropped there. */
const tailPixels = 600;

export function TimelineBody() {
  const { project } = useStudio();
  const document = useStore(project, (state) => state.project?.document);
  return document === undefined ? <div className={styles.scroller} /> : <Tracks document={document} />;
}

function Tracks({ document }: { readonly document: ProjectDocument }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const tool = useStore(studio.view, (state) => state.tool);
  const { scroller, zoom, width, range, onScroll } = useTimelineView();
  const content = useRef<HTMLDivElement>(null);
  const snapLine = useRef<HTMLDivElement>(null);
  const delta = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (content.current === null || snapLine.current === null || delta.current === null) return undefined;
    const stops = [
      attachGestures(studio, {
        content: content.current,
        snapLine: snapLine.current,
        delta: delta.current,
      }),
      attachClipKeys(studio, content.current),
    ];
    return () => stops.forEach((stop) => stop());
  }, [studio]);

  const { media, results } = document;
  const library = useMemo(() => ({ media, results }), [media, results]);
  const { timeline, settings } = document;
  const end = timelineEnd(timeline);
  const contentWidth = trackHeadPixels + Math.max(width, end * zoom + tailPixels);
  const empty = end === 0;

  return (
    <ClipMenu>
      <div
        className={classNames(styles.scroller, tool === 'blade' && styles.blade)}
        ref={scroller}
        onScroll={onScroll}
        data-timeline-scroller
      >
        <div
          ref={content}
          className={styles.content}
          style={{ '--zoom': zoom, width: contentWidth } satisfies ZoomStyle as ZoomStyle}
          role="group"
          aria-label={t('timeline.tracks')}
        >
          <div className={styles.rulerRow}>
            <div className={styles.corner} />
            <Ruler scroller={scroller} zoom={zoom} width={width} rate={settings.rate} />
          </div>
          {timeline.tracks.map((track, index) => (
            <TrackRow
              key={track.id}
              track={track}
              library={library}
              rate={settings.rate}
              zoom={zoom}
              range={range}
              showEmpty={empty && index === 0}
            />
          ))}
          <div className={styles.rest} />
          <div ref={snapLine} className={styles.snapLine} />
          <Playhead scroller={scroller} zoom={zoom} />
        </div>
      </div>
      <div ref={delta} className={styles.delta} aria-hidden="true" />
    </ClipMenu>
  );
}
