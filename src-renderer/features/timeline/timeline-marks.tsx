import { useStore } from 'zustand';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { classNames } from '../../ui/class-names.ts';
import { MarkerFlag } from './marker-flag.tsx';
import { spanStyle } from './time-scale.ts';
import { useTimelineParts } from './view/timeline-context.tsx';
import styles from './marks.module.css';

/** The marked range and the markers, on the ruler. */
export function TimelineMarks({ timeline }: { readonly timeline: Timeline }) {
  const { sight } = useTimelineParts();
  const range = useStore(sight, (state) => state.range);
  const { in: first, out } = timeline;
  const from = first ?? 0;
  const to = out ?? range.to;
  return (
    <>
      {first === undefined && out === undefined ? null : (
        <div
          className={classNames(
            styles.range,
            first !== undefined && styles.rangeIn,
            out !== undefined && styles.rangeOut,
          )}
          style={{ ...spanStyle(from, to - from), minWidth: 2 }}
        >
          {first === undefined ? null : <span className={styles.grip} data-part="mark-in" />}
          {out === undefined ? null : (
            <span className={classNames(styles.grip, styles.gripOut)} data-part="mark-out" />
          )}
        </div>
      )}
      {(timeline.markers ?? [])
        .filter(({ frame, length }) => frame + length >= range.from && frame <= range.to)
        .map((marker) => (
          <MarkerFlag
            key={marker.id}
            placed={{ markerId: marker.id, clipId: null, marker, at: marker.frame }}
            length={marker.length}
          />
        ))}
    </>
  );
}
