import type { ReactNode } from 'react';
import { useActivePanel } from './active-panel.ts';
import type { PanelName } from '../editor/stores/view-store.ts';
import { classNames } from '../ui/class-names.ts';
import styles from './panel.module.css';

export interface PanelProps {
  readonly name: PanelName;
  readonly title: string;
  readonly tools?: ReactNode;
  /** Stands where the title would, for a panel whose tabs name it. */
  readonly head?: ReactNode;
  readonly children: ReactNode;
  readonly bodyClass?: string | undefined;
}

/** A titled region of the window. The one that has the focus shows it, and gets the shortcuts first. */
export function Panel({ name, title, tools, head, children, bodyClass }: PanelProps) {
  const { active, activate } = useActivePanel(name);
  return (
    <section
      className={styles.panel}
      aria-label={title}
      data-panel={name}
      data-active={active}
      onFocusCapture={activate}
      onPointerDownCapture={activate}
    >
      <header className={styles.head}>
        {head ?? <h2 className={styles.title}>{title}</h2>}
        {tools}
      </header>
      <div className={classNames(styles.body, bodyClass)}>{children}</div>
    </section>
  );
}
