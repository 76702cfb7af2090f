import { memo, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Clip, ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { clipMarkers } from '../../../src-shared/timeline/markers.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import { DrawnShot } from '../operations/drawn-shot.tsx';
import { Seams } from '../operations/seams.tsx';
import { useDropTarget } from '../library/use-drop-target.ts';
import { ClipView } from './clip-view.tsx';
import { EmptyTimeline } from './empty-timeline.tsx';
import { laneDrops, laneGhost, type LaneGhost } from './lane-drops.ts';
import { MarkerFlag } from './marker-flag.tsx';
import { tabStopOf } from './mount-plan.ts';
import type { LaneContents } from './paint/draw-clips.ts';
import { useLaneCanvas } from './paint/use-lane-canvas.ts';
import { detailOf, details, type VisibleRange } from './time-scale.ts';
import { trackHeight } from './track-size.ts';
import { TrackHead } from './tracks/track-head.tsx';
import { TransitionView } from './transition-view.tsx';
import { useTimelineParts } from './view/timeline-context.tsx';
import { useStagedClips } from './view/use-staged-clips.ts';
import { useStretched } from './view/use-stretched.ts';
import styles from './timeline.module.css';

export interface TrackRowProps {
  readonly track: Track;
  readonly library: Pick<ProjectDocument, 'media' | 'results' | 'settings'>;
  readonly rate: Rate;
  /** False: scrolled out of sight, so nothing of it is drawn but its place. */
  readonly inSight: boolean;
  readonly showEmpty: boolean;
  readonly className?: string | undefined;
}

export const TrackRow = memo(function TrackRow(props: TrackRowProps) {
  const { track, inSight, className } = props;
  const { t } = useTranslation();
  return (
    <div
      className={classNames(styles.trackRow, className)}
      style={{ height: trackHeight(track) + 1 }}
      role="group"
      aria-label={t(track.kind === 'video' ? 'timeline.videoTrack' : 'timeline.audioTrack', {
        name: track.name,
        count: track.clips.length,
      })}
      data-track-row={track.kind}
    >
      {inSight ? <TrackHead track={track} /> : null}
      <Lane {...props} />
    </div>
  );
});

function Lane(props: TrackRowProps) {
  const { track, library, rate, inSight, showEmpty } = props;
  const studio = useStudio();
  const lane = useRef<HTMLDivElement>(null);
  const [ghost, setGhost] = useState<LaneGhost | null>(null);
  const rules = useMemo(() => laneDrops(track.id), [track.id]);
  useDropTarget(
    lane,
    rules,
    useCallback(
      (verdict, payload, point) => {
        setGhost(
          verdict === null || payload === null || point === null
            ? null
            : laneGhost(studio, track.id, payload, point, verdict),
        );
      },
      [studio, track.id],
    ),
  );
  const selected = useStore(studio.selection, (state) => state.clips);
  const focused = useStore(studio.selection, (state) => state.focusedClip);
  const stop = useMemo(() => tabStopOf(track, focused), [track, focused]);
  const { stage } = useTimelineParts();
  const staged = useStagedClips(stage, track);
  const time = useRef<HTMLDivElement>(null);
  useStretched(time);
  const height = trackHeight(track);
  return (
    <div
      ref={lane}
      className={classNames(
        styles.lane,
        track.hidden === true && styles.laneHidden,
        track.locked === true && styles.laneLocked,
      )}
      data-track={track.id}
    >
      {inSight ? <LaneCanvas track={track} library={library} selected={selected} height={height} /> : null}
      <div ref={time} className={styles.time}>
        {inSight
          ? [...staged].map(([clip, detail]) => (
              <ClipView
                key={clip.id}
                clip={clip}
                library={library}
                rate={rate}
                detail={detail}
                selected={selected.has(clip.id)}
                tabStop={clip.id === stop}
                height={height}
                trackKind={track.kind}
              />
            ))
          : null}
        {inSight ? <OverLane track={track} library={library} rate={rate} /> : null}
      </div>
      {showEmpty && ghost === null ? <EmptyTimeline /> : null}
      {ghost === null ? null : (
        <div
          className={classNames(styles.ghost, !ghost.accepted && styles.ghostRefused)}
          style={{ left: ghost.left, minWidth: ghost.width }}
        >
          {studio.text(ghost.text)}
        </div>
      )}
    </div>
  );
}

function LaneCanvas(props: LaneContents) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLaneCanvas(canvas, props);
  return <canvas ref={canvas} className={styles.strip} aria-hidden="true" />;
}

/** A clip with markers of which something may be seen. */
function isNear({ start, length, markers }: Clip, { from, to }: VisibleRange): boolean {
  return markers !== undefined && start < to && start + length > from;
}

/** What lies over the clips and between them. */
function OverLane({ track, library, rate }: Pick<TrackRowProps, 'track' | 'library' | 'rate'>) {
  const { selection } = useStudio();
  const transition = useStore(selection, (state) => state.transition);
  const { sight } = useTimelineParts();
  const { zoom, range } = useStore(sight);
  return (
    <>
      {(track.transitions ?? [])
        .filter(({ at, before, after }) => at + after > range.from && at - before < range.to)
        .map((one) => (
          <TransitionView
            key={one.id}
            transition={one}
            zoom={zoom}
            rate={rate}
            selected={transition === one.id}
          />
        ))}
      {track.clips
        .filter((clip) => isNear(clip, range) && detailOf(clip.length * zoom) >= details.handles)
        .flatMap((clip) =>
          clipMarkers(clip).map((placed) => (
            <MarkerFlag
              key={`${clip.id} ${placed.markerId}`}
              placed={placed}
              length={Math.min(placed.marker.length, clip.length - placed.marker.frame)}
            />
          )),
        )}
      {track.kind === 'video' ? (
        <>
          <Seams track={track} library={library} zoom={zoom} range={range} />
          <DrawnShot trackId={track.id} />
        </>
      ) : null}
    </>
  );
}
