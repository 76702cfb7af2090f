import { memo, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import { DrawnShot } from '../operations/drawn-shot.tsx';
import { Seams } from '../operations/seams.tsx';
import { useDropTarget } from '../library/use-drop-target.ts';
import { ClipView } from './clip-view.tsx';
import { EmptyTimeline } from './empty-timeline.tsx';
import { laneDrops, laneGhost, type LaneGhost } from './lane-drops.ts';
import { mountPlan } from './mount-plan.ts';
import { PaintedClips } from './painted-clips.tsx';
import { trackHeight } from './track-size.ts';
import { TrackHead } from './tracks/track-head.tsx';
import { TransitionView } from './transition-view.tsx';
import type { VisibleRange } from './time-scale.ts';
import styles from './timeline.module.css';

export interface TrackRowProps {
  readonly track: Track;
  readonly library: Pick<ProjectDocument, 'media' | 'results' | 'settings'>;
  readonly rate: Rate;
  readonly zoom: number;
  readonly range: VisibleRange;
  /** Shorter clips, in frames, are painted and not mounted. */
  readonly threshold: number;
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
      data-track-row
    >
      {inSight ? <TrackHead track={track} /> : null}
      <Lane {...props} />
    </div>
  );
});

function Lane(props: TrackRowProps) {
  const { track, library, rate, zoom, range, threshold, inSight, showEmpty } = props;
  const studio = useStudio();
  const { t } = useTranslation();
  const lane = useRef<HTMLDivElement>(null);
  const [ghost, setGhost] = useState<LaneGhost | null>(null);
  const rules = useMemo(() => laneDrops(track.id), [track.id]);
  useDropTarget(
    lane,
    rules,
    useCallback(
      (verdict, payload, point) => {
        setGhost(
          verdict === null || payload === null || point === null || lane.current === null
            ? null
            : laneGhost(studio, lane.current, payload, point, verdict),
        );
      },
      [studio],
    ),
  );
  const selected = useStore(studio.selection, (state) => state.clips);
  const focused = useStore(studio.selection, (state) => state.focusedClip);
  const transition = useStore(studio.selection, (state) => state.transition);
  // The one tab stop of a track: the focused clip, else its first.
  const stop = useMemo(
    () => track.clips.find(({ id }) => id === focused)?.id ?? track.clips[0]?.id,
    [track.clips, focused],
  );
  const plan = useMemo(
    () => (inSight ? mountPlan(track, range, threshold, stop) : { mounted: [], painted: [] }),
    [track, range, threshold, stop, inSight],
  );
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
      {plan.painted.length === 0 ? null : (
        <PaintedClips
          clips={plan.painted}
          library={library}
          zoom={zoom}
          range={range}
          selected={selected}
          height={height}
          trackKind={track.kind}
        />
      )}
      {plan.mounted.map((clip) => (
        <ClipView
          key={clip.id}
          clip={clip}
          library={library}
          rate={rate}
          zoom={zoom}
          range={range}
          selected={selected.has(clip.id)}
          tabStop={clip.id === stop}
          height={height}
          trackKind={track.kind}
        />
      ))}
      {inSight
        ? (track.transitions ?? [])
            .filter(({ at, before, after }) => at + after > range.from && at - before < range.to)
            .map((one) => (
              <TransitionView
                key={one.id}
                transition={one}
                zoom={zoom}
                rate={rate}
                selected={transition === one.id}
              />
            ))
        : null}
      {inSight && track.kind === 'video' ? (
        <>
          <Seams track={track} library={library} zoom={zoom} range={range} />
          <DrawnShot trackId={track.id} zoom={zoom} />
        </>
      ) : null}
      {showEmpty && ghost === null ? <EmptyTimeline /> : null}
      {ghost === null ? null : (
        <div
          className={classNames(styles.ghost, !ghost.accepted && styles.ghostRefused)}
          style={{ left: ghost.left, minWidth: ghost.width }}
        >
          {t(ghost.text)}
        </div>
      )}
    </div>
  );
}
