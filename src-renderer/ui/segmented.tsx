import type { KeyboardEvent, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

export interface Segment<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  /** Needed where the label is a drawing. */
  readonly name?: string;
  /** Why it can't be chosen; it stays in sight and says so. */
  readonly reason?: string;
}

export interface SegmentedProps<Value extends string> {
  readonly name: string;
  readonly value: Value | null;
  readonly segments: readonly Segment<Value>[];
  readonly onChange: (value: Value) => void;
  readonly className?: string | undefined;
}

const steps: Readonly<Record<string, -1 | 1>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** One of a few, all visible. Among the keys it is one stop; the arrows choose, round and round. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const { segments } = props;
  const chosen = segments.findIndex(({ value }) => value === props.value);

  function step(event: KeyboardEvent<HTMLElement>, from: number): void {
    const by = steps[event.key];
    const next = by === undefined ? undefined : segments.at((from + by) % segments.length);
    if (next === undefined) return;
    event.preventDefault();
    // The arrows mean this choice now, not the playhead.
    event.stopPropagation();
    event.currentTarget.parentElement?.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus();
    if (next.reason === undefined) props.onChange(next.value);
  }

  return (
    <div role="radiogroup" aria-label={props.name} className={classNames(styles.segments, props.className)}>
      {segments.map(({ value, label, name, reason }, index) => (
        <button
          key={value}
          type="button"
          role="radio"
          aria-checked={index === chosen}
          aria-label={name}
          aria-disabled={reason === undefined ? undefined : true}
          title={reason}
          tabIndex={index === Math.max(0, chosen) ? 0 : -1}
          className={styles.segment}
          data-value={value}
          onClick={() => {
            if (index !== chosen && reason === undefined) props.onChange(value);
          }}
          onKeyDown={(event) => step(event, index)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
