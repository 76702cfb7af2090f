import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

export interface Segment<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  /** Needed where the label is a drawing. */
  readonly name?: string;
}

export interface SegmentedProps<Value extends string> {
  readonly name: string;
  readonly value: Value | null;
  readonly segments: readonly Segment<Value>[];
  readonly onChange: (value: Value) => void;
  readonly className?: string | undefined;
}

/** One of a few, all visible. Pressing the chosen one again keeps it chosen. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  return (
    <ToggleGroup
      aria-label={props.name}
      className={classNames(styles.segments, props.className)}
      value={props.value === null ? [] : [props.value]}
      onValueChange={(values) => {
        const chosen = props.segments.find((segment) => values.includes(segment.value));
        if (chosen !== undefined) props.onChange(chosen.value);
      }}
    >
      {props.segments.map((segment) => (
        <Toggle
          key={segment.value}
          value={segment.value}
          className={styles.segment}
          {...(segment.name === undefined ? {} : { 'aria-label': segment.name })}
        >
          {segment.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
