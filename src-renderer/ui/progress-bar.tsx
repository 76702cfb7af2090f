import { classNames } from './class-names.ts';
import styles from './progress-bar.module.css';

export interface ProgressBarProps {
  /** 0 to 1. */
  readonly value: number;
  readonly name: string;
  readonly tone?: 'plain' | 'model' | 'done' | 'failed';
}

/** How far real work has come. It moves with events only, so it has no transition that would pretend otherwise. */
export function ProgressBar({ value, name, tone = 'plain' }: ProgressBarProps) {
  const percent = Math.round(value * 100);
  return (
    <div
      className={styles.bar}
      role="progressbar"
      aria-label={name}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div
        className={classNames(styles.fill, tone !== 'plain' && styles[tone])}
        style={{ transform: `scaleX(${value})` }}
      />
    </div>
  );
}
