import { ChevronDown } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { classNames } from '../../ui/class-names.ts';
import styles from './inspector.module.css';

export interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly closed?: boolean;
  /** True while something in it is wanted: then it can't be folded away. */
  readonly wanted?: boolean;
}

/** A part of the inspector that can be folded away. */
export function Section({ title, children, closed = false, wanted = false }: SectionProps) {
  const [open, setOpen] = useState(!closed);
  if (wanted && !open) setOpen(true);
  return (
    <section className={styles.section}>
      <h4 className={styles.sectionHead}>
        <button type="button" aria-expanded={open} className={styles.fold} onClick={() => setOpen(!open)}>
          <ChevronDown size={14} strokeWidth={1.5} className={classNames(!open && styles.folded)} />
          {title}
        </button>
      </h4>
      {open ? <div className={styles.sectionBody}>{children}</div> : null}
    </section>
  );
}
