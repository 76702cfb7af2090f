import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { timecodeText } from '../../editor/timecode-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { labelStyle } from './label-style.ts';
import { spanStyle } from './time-scale.ts';
import { useTimelineParts } from './view/timeline-context.tsx';
import styles from './marks.module.css';

export interface TimelineMarksProps {
  readonly timeline: Timeline;
  readonly rate: Rate;
}

/** The marked range and the markers, on the ruler. */
export function TimelineMarks({ timeline, rate }: TimelineMarksProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const { sight } = useTimelineParts();
  const range = useStore(sight, (state) => state.range);
  const selected = useStore(studio.selection, (state) => state.marker);
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
          <div
            key={marker.id}
            className={styles.markerPlace}
            style={{ ...spanStyle(marker.frame, marker.length), ...labelStyle(marker.colour) }}
          >
            {marker.length > 0 ? <span className={styles.markerSpan} /> : null}
            <button
              type="button"
              className={classNames(styles.marker, selected === marker.id && styles.markerSelected)}
              aria-label={t('timeline.markerName', {
                name: marker.name === '' ? t('marker.unnamed') : marker.name,
                start: timecodeText(marker.frame, rate),
              })}
              aria-pressed={selected === marker.id}
              title={[marker.name, marker.note].filter((text) => text !== '').join('\n')}
              tabIndex={selected === marker.id ? 0 : -1}
              data-part="marker"
              data-of={marker.id}
              onDoubleClick={() => {
                studio.transport.seek(marker.frame);
                studio.view.setState({ rightTab: 'inspector' });
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                event.stopPropagation();
                studio.selection.setState({ clips: new Set(), transition: null, marker: marker.id });
                studio.view.setState({ rightTab: 'inspector' });
              }}
            />
          </div>
        ))}
    </>
  );
}
