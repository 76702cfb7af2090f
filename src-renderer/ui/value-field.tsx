import { NumberField as BaseNumberField } from '@base-ui/react/number-field';
import { useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

export interface ValueFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit?: string;
  readonly decimals?: number;
  /** Every value on the way, while the label is dragged or a key is held. */
  readonly onPreview?: (value: number) => void;
  /** The value a person has settled on: once per drag, key press or entry. */
  readonly onCommit: (value: number) => void;
}

/** A number on one line with its name, which can be dragged. What is shown on the way and what is settled on are told apart. */
export function ValueField(props: ValueFieldProps) {
  const id = useId();
  const { label, value, min, max, step, unit, decimals = 1, onPreview, onCommit } = props;
  return (
    <BaseNumberField.Root
      id={id}
      className={styles.valueField}
      value={Math.round(value * 10 ** decimals) / 10 ** decimals}
      min={min}
      max={max}
      step={step}
      onValueChange={(next) => {
        if (next !== null) onPreview?.(next);
      }}
      onValueCommitted={(next) => {
        if (next !== null) onCommit(next);
      }}
      format={{ maximumFractionDigits: decimals, useGrouping: false }}
      locale="en-GB"
    >
      <BaseNumberField.ScrubArea className={styles.scrub}>
        <label className={classNames(styles.label, styles.scrub)} htmlFor={id}>
          {label}
        </label>
      </BaseNumberField.ScrubArea>
      <BaseNumberField.Group className={styles.number}>
        <BaseNumberField.Input className={styles.numberInput} />
        {unit === undefined ? null : <span className={styles.unit}>{unit}</span>}
      </BaseNumberField.Group>
    </BaseNumberField.Root>
  );
}
