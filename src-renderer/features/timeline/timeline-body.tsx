import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { clipIdAt } from './clip-elements.ts';
import { ClipMenu } from './clip-menu.tsx';
import { attachClipKeys } from './clip-focus.ts';
import { attachGestures } from './gestures/controller.ts';
import { Playhead } from './playhead.tsx';
import { Ruler } from './ruler.tsx';
import { TrackRow } from './track-row.tsx';
import { TimelineMarks } from './timeline-marks.tsx';
import { createLiveView } from './view/live-view.ts';
import { isInSight, placedRows } from './view/rows.ts';
import { createClipStage } from './view/stage-driver.ts';
import { TimelineContext, type PointedAt } from './view/timeline-context.tsx';
import { createCoarseSight } from './view/coarse-sight.ts';
import styles from './timeline.module.css';

export function TimelineBody() {
  const { project } = useStudio();
  const document = useStore(project, (state) => state.project?.document);
  if (document === undefined) return <div className={styles.scroller} />;
  // Another project has another timeline to look at, from its own place.
  return <Tracks key={document.id} document={document} />;
}

function Tracks({ document }: { readonly document: ProjectDocument }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const tool = useStore(studio.view, (state) => state.tool);
  const draft = useStore(studio.draft, (state) => state.timeline);
  const rulerUnit = useStore(studio.view, (state) => state.rulerUnit);
  const parts = useMemo(() => {
    const view = createLiveView({ view: studio.view, playhead: () => studio.transport.getState().frame });
    const coarse = createCoarseSight(view);
    const pointed = createStore<PointedAt>()(() => ({ clip: null }));
    return { view, stage: createClipStage(studio, view), coarse, sight: coarse.store, pointed };
  }, [studio]);
  const rows = useStore(parts.sight, (state) => state.rows);
  const scroller = useRef<HTMLDivElement>(null);
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
      parts.view.attach({ scroller: scroller.current, content: content.current }),
      parts.coarse.attach(),
      parts.stage.attach(),
      attachGestures(studio, {
        scroller: scroller.current,
        content: content.current,
        snapLine: snapLine.current,
        delta: delta.current,
      }),
      attachClipKeys(studio, content.current),
    ];
    return () => stops.forEach((stop) => stop());
  }, [studio, parts]);

  const { media, results, settings } = document;
  const library = useMemo(() => ({ media, results, settings }), [media, results, settings]);
  const timeline = draft ?? document.timeline;
  const tracks = useMemo(() => placedRows(timeline.tracks), [timeline.tracks]);
  const firstSound = tracks.findIndex(({ track }) => track.kind === 'audio');
  const end = timelineEnd(timeline);
  useLayoutEffect(() => parts.view.setEnd(end), [parts, end]);
  // A project with many tracks opens where pictures and sound meet: there lies the film.
  useLayoutEffect(() => {
    const lanes = [...(content.current?.querySelectorAll<HTMLElement>('[data-track-row]') ?? [])];
    const meeting = lanes.find(({ dataset }) => dataset['trackRow'] === 'audio') ?? lanes.at(-1);
    const element = scroller.current;
    if (element === null || meeting === undefined) return;
    element.scrollTop = meeting.offsetTop + meeting.offsetHeight - element.clientHeight;
  }, []);
  const empty = end === 0;

  return (
    <TimelineContext value={parts}>
      <ClipMenu>
        <div className={styles.scroller} ref={scroller} data-timeline-scroller data-tool={tool}>
          <div
            ref={content}
            className={styles.content}
            role="group"
            aria-label={t('timeline.tracks')}
            onPointerOver={(event) => parts.pointed.setState({ clip: clipIdAt(event.target) ?? null })}
            onPointerLeave={() => parts.pointed.setState({ clip: null })}
          >
            <div className={styles.rulerRow}>
              <div className={styles.corner} />
              <Ruler rate={settings.rate} unit={rulerUnit}>
                <TimelineMarks timeline={timeline} />
              </Ruler>
            </div>
            {tracks.map((row, index) => (
              <TrackRow
                key={row.track.id}
                track={row.track}
                library={library}
                rate={settings.rate}
                inSight={isInSight(row, rows)}
                showEmpty={empty && index === Math.max(0, firstSound - 1)}
                className={index === firstSound && index > 0 ? styles.audioDivider : undefined}
              />
            ))}
            <div className={styles.rest} />
            <div ref={snapLine} className={styles.snapLine} />
            <Playhead scroller={scroller} />
          </div>
        </div>
        <div ref={delta} className={styles.delta} aria-hidden="true" />
        <div data-gesture-layer />
      </ClipMenu>
    </TimelineContext>
  );
}
