import { useEffect, useMemo, useRef, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { ClipMenu } from './clip-menu.tsx';
import { attachClipKeys } from './clip-focus.ts';
import { attachGestures } from './gestures/controller.ts';
import { mountThreshold } from './mount-plan.ts';
import { Playhead } from './playhead.tsx';
import { Ruler } from './ruler.tsx';
import { TrackRow } from './track-row.tsx';
import { TimelineMarks } from './timeline-marks.tsx';
import { shownOrder, trackHeadPixels, trackHeight } from './track-size.ts';
import { useTimelineView } from './use-timeline-view.ts';
import styles from './timeline.module.css';

interface ZoomStyle extends CSSProperties {
  readonly '--zoom': number;
}

/** Room after the last clip, so that something can be dropped there. */
const tailPixels = 600;

interface PlacedRow {
  readonly track: Track;
  /** Pixels from the top of the first row. */
  readonly top: number;
  readonly height: number;
}

function placedRows(tracks: readonly Track[]): readonly PlacedRow[] {
  let top = 0;
  return shownOrder(tracks).map((track) => {
    const row = { track, top, height: trackHeight(track) + 1 };
    top += row.height;
    return row;
  });
}

export function TimelineBody() {
  const { project } = useStudio();
  const document = useStore(project, (state) => state.project?.document);
  return document === undefined ? <div className={styles.scroller} /> : <Tracks document={document} />;
}

function Tracks({ document }: { readonly document: ProjectDocument }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const tool = useStore(studio.view, (state) => state.tool);
  const draft = useStore(studio.draft, (state) => state.timeline);
  const rulerUnit = useStore(studio.view, (state) => state.rulerUnit);
  const { scroller, zoom, width, range, rows, onScroll } = useTimelineView();
  const content = useRef<HTMLDivElement>(null);
  const snapLine = useRef<HTMLDivElement>(null);
  const delta = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (
      scroller.current === null ||
      content.current === null ||
      snapLine.current === null ||
      delta.current === null
    )
      return undefined;
    const stops = [
      attachGestures(studio, {
        scroller: scroller.current,
        content: content.current,
        snapLine: snapLine.current,
        delta: delta.current,
      }),
      attachClipKeys(studio, content.current),
    ];
    return () => stops.forEach((stop) => stop());
  }, [studio, scroller]);

  const { media, results, settings } = document;
  const library = useMemo(() => ({ media, results, settings }), [media, results, settings]);
  const timeline = draft ?? document.timeline;
  const tracks = useMemo(() => placedRows(timeline.tracks), [timeline.tracks]);
  const inSight = tracks.map(({ top, height }) => top < rows.to && top + height > rows.from);
  const seen = tracks.filter((_, index) => inSight[index]).map(({ track }) => track);
  const threshold = mountThreshold(seen, range);
  const firstSound = tracks.findIndex(({ track }) => track.kind === 'audio');
  const end = timelineEnd(timeline);
  const contentWidth = trackHeadPixels + Math.max(width, end * zoom + tailPixels);
  const empty = end === 0;

  return (
    <ClipMenu>
      <div
        className={styles.scroller}
        ref={scroller}
        onScroll={onScroll}
        data-timeline-scroller
        data-tool={tool}
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
            <Ruler scroller={scroller} zoom={zoom} width={width} rate={settings.rate} unit={rulerUnit}>
              <TimelineMarks timeline={timeline} zoom={zoom} range={range} rate={settings.rate} />
            </Ruler>
          </div>
          {tracks.map(({ track }, index) => (
            <TrackRow
              key={track.id}
              track={track}
              library={library}
              rate={settings.rate}
              zoom={zoom}
              range={range}
              threshold={threshold}
              inSight={inSight[index] ?? false}
              showEmpty={empty && index === Math.max(0, firstSound - 1)}
              className={index === firstSound && index > 0 ? styles.audioDivider : undefined}
            />
          ))}
          <div className={styles.rest} />
          <div ref={snapLine} className={styles.snapLine} />
          <Playhead scroller={scroller} zoom={zoom} />
        </div>
      </div>
      <div ref={delta} className={styles.delta} aria-hidden="true" />
      <div data-gesture-layer />
    </ClipMenu>
  );
}
