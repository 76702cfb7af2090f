import { NumberField as BaseNumberField } from '@base-ui/react/number-field';
import { useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit?: string | undefined;
  /** Shown when empty: what is used instead. */
  readonly placeholder?: string | undefined;
  readonly hint?: string | undefined;
  readonly decimals?: number;
}

/** A number with its unit; dragging over the label changes it. Empty means "the default". */
export function NumberField(props: NumberFieldProps) {
  const id = useId();
  return (
    <BaseNumberField.Root
      id={id}
      className={styles.field}
      value={props.value}
      onValueChange={(value) => props.onChange(value)}
      min={props.min}
      max={props.max}
      step={props.step}
      format={{ maximumFractionDigits: props.decimals ?? 2, useGrouping: false }}
      locale="en-GB"
    >
      <BaseNumberField.ScrubArea className={styles.scrub}>
        <label className={classNames(styles.label, styles.scrub)} htmlFor={id}>
          {props.label}
        </label>
      </BaseNumberField.ScrubArea>
      <BaseNumberField.Group className={styles.number}>
        <BaseNumberField.Input className={styles.numberInput} placeholder={props.placeholder} />
        {props.unit === undefined ? null : <span className={styles.unit}>{props.unit}</span>}
      </BaseNumberField.Group>
      {props.hint === undefined ? null : <span className={styles.hint}>{props.hint}</span>}
    </BaseNumberField.Root>
  );
}
