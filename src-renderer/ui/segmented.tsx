import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
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

/** One of a few, all visible. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  return (
    <RadioGroup
      aria-label={props.name}
      className={classNames(styles.segments, props.className)}
      value={props.value}
      onValueChange={(value) => {
        const chosen = props.segments.find((segment) => segment.value === value);
        if (chosen !== undefined) props.onChange(chosen.value);
      }}
    >
      {props.segments.map((segment) => (
        <Radio.Root
          key={segment.value}
          value={segment.value}
          className={styles.segment}
          {...(segment.name === undefined ? {} : { 'aria-label': segment.name })}
        >
          {segment.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
