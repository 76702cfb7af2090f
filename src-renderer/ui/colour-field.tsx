import { useId } from 'react';
import styles from './field.module.css';

export interface ColourFieldProps {
  readonly label: string;
  /** `#rrggbb`. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A colour by the system's own picker; told once, when it closes. */
export function ColourField({ label, value, onChange }: ColourFieldProps) {
  const id = useId();
  return (
    <div className={styles.valueField}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        key={value}
        id={id}
        type="color"
        className={styles.colour}
        defaultValue={value.slice(0, 7)}
        onBlur={(event) => {
          if (event.target.value !== value) onChange(event.target.value);
        }}
      />
    </div>
  );
}
