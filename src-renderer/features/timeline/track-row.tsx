import { AudioLines, Film } from 'lucide-react';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { endOf } from '../../../src-shared/timeline/clips.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useDropTarget } from '../library/use-drop-target.ts';
import { ClipView } from './clip-view.tsx';
import { EmptyTimeline } from './empty-timeline.tsx';
import { laneDrops, laneGhost, type LaneGhost } from './lane-drops.ts';
import type { VisibleRange } from './time-scale.ts';
import styles from './timeline.module.css';

export interface TrackRowProps {
  readonly track: Track;
  readonly library: Pick<ProjectDocument, 'media' | 'results'>;
  readonly rate: Rate;
  readonly zoom: number;
  readonly range: VisibleRange;
  readonly showEmpty: boolean;
}

export const TrackRow = memo(function TrackRow({
  track,
  library,
  rate,
  zoom,
  range,
  showEmpty,
}: TrackRowProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const lane = useRef<HTMLDivElement>(null);
  const [ghost, setGhost] = useState<LaneGhost | null>(null);
  const rules = useMemo(() => laneDrops(track.id, lane), [track.id]);
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
  const visible = track.clips.filter((clip) => clip.start < range.to && endOf(clip) > range.from);
  // The one tab stop of a track: the focused clip, else its first.
  const stop = track.clips.find(({ id }) => id === focused)?.id ?? track.clips[0]?.id;
  const Icon = track.kind === 'video' ? Film : AudioLines;
  return (
    <div
      className={styles.trackRow}
      role="group"
      aria-label={t(track.kind === 'video' ? 'timeline.videoTrack' : 'timeline.audioTrack', {
        name: track.name,
        count: track.clips.length,
      })}
    >
      <div className={styles.trackHead}>
        <Icon size={14} strokeWidth={1.5} className={styles.trackKind} />
        {track.name}
      </div>
      <div
        ref={lane}
        className={classNames(styles.lane, track.kind === 'video' ? styles.laneVideo : styles.laneAudio)}
        data-track={track.id}
      >
        {visible.map((clip) => (
          <ClipView
            key={clip.id}
            clip={clip}
            library={library}
            rate={rate}
            zoom={zoom}
            range={range}
            selected={selected.has(clip.id)}
            tabStop={clip.id === stop}
          />
        ))}
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
    </div>
  );
});
