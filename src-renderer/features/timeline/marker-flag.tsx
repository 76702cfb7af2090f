import { useStore } from 'zustand';
import type { PlacedMarker } from '../../../src-shared/timeline/markers.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { markerName } from '../../editor/actions/markers.ts';
import { isChosenMarker, selectMarker } from '../../editor/stores/selection-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { labelStyle } from './label-style.ts';
import { spanStyle } from './time-scale.ts';
import styles from './marks.module.css';

export interface MarkerFlagProps {
  readonly placed: PlacedMarker;
  /** Frames of its span that are seen. */
  readonly length: number;
}

/** A marker, on the ruler or on a clip: press to select it, drag to move it, Enter to say more about it. */
export function MarkerFlag({ placed, length }: MarkerFlagProps) {
  const studio = useStudio();
  const isChosen = useStore(studio.selection, (state) => isChosenMarker(state, placed));
  const { marker, at, clipId } = placed;
  const onClip = clipId !== null;
  return (
    <div
      className={classNames(styles.markerPlace, onClip && styles.onClip)}
      style={{ ...spanStyle(at, length), ...labelStyle(marker.colour) }}
    >
      {length > 0 ? <span className={styles.markerSpan} /> : null}
      <button
        type="button"
        className={classNames(styles.marker, isChosen && styles.markerSelected)}
        aria-label={markerName(studio, placed)}
        aria-pressed={isChosen}
        title={[marker.name, marker.note].filter((text) => text !== '').join('\n')}
        tabIndex={isChosen ? 0 : -1}
        data-part={onClip ? 'clip-marker' : 'marker'}
        data-of={marker.id}
        data-on={clipId ?? undefined}
        onDoubleClick={() => {
          studio.transport.seek(at);
          studio.view.setState({ rightTab: 'inspector' });
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.stopPropagation();
          selectMarker(studio.selection, placed);
          studio.view.setState({ rightTab: 'inspector' });
        }}
      />
    </div>
  );
}
