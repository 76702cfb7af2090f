import { Blend, CircleDot, MoveRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Transition } from '../../../src-shared/project/transition.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { durationParts } from '../../editor/duration-text.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { spanStyle } from './time-scale.ts';
import styles from './transition.module.css';

export interface TransitionViewProps {
  readonly transition: Transition;
  readonly zoom: number;
  readonly rate: Rate;
  readonly selected: boolean;
}

const icons = { dissolve: Blend, dip: CircleDot, wipe: MoveRight } as const;

/** A passage over an edit: press to select it, drag its sides to change its length. */
export function TransitionView({ transition, zoom, rate, selected }: TransitionViewProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const { id, kind, at, before, after } = transition;
  const width = (before + after) * zoom;
  const Icon = icons[kind];
  const parts = durationParts(before + after, rate);
  return (
    <div
      className={classNames(styles.transition, selected && styles.selected)}
      style={spanStyle(at - before, before + after)}
      role="button"
      tabIndex={selected ? 0 : -1}
      aria-pressed={selected}
      aria-label={t('timeline.transitionName', {
        kind: t(`transition.${kind}`),
        seconds: parts.seconds,
        frames: parts.frames,
        start: timecodeText(at - before, rate),
      })}
      data-part="transition"
      data-of={id}
      onKeyDown={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        event.stopPropagation();
        studio.selection.setState({ clips: new Set(), transition: id, marker: null });
        studio.view.setState({ rightTab: 'inspector' });
      }}
    >
      <span className={styles.edit} style={{ left: `${(before / (before + after)) * 100}%` }} />
      {width > 22 ? <Icon size={12} strokeWidth={2} /> : null}
      {width > 16 ? (
        <>
          <span
            className={classNames(styles.side, styles.sideStart)}
            data-part="transition-start"
            data-of={id}
          />
          <span className={classNames(styles.side, styles.sideEnd)} data-part="transition-end" data-of={id} />
        </>
      ) : null}
    </div>
  );
}
