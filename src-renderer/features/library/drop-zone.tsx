import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDropTarget, type DropRules } from './use-drop-target.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './drop-zone.module.css';

export interface DropZoneProps {
  readonly rules: DropRules;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A place that takes drops and names the result before the release; what it can't take it says too. */
export function DropZone({ rules, children, className }: DropZoneProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { t } = useTranslation();
  const [verdict, setVerdict] = useState<ReturnType<DropRules['verdict']>>(null);
  useDropTarget(ref, rules, setVerdict);
  return (
    <div ref={ref} className={classNames(styles.zone, className)}>
      {children}
      {verdict === null ? null : (
        <div className={classNames(styles.veil, !verdict.accepted && styles.refused)}>{t(verdict.text)}</div>
      )}
    </div>
  );
}
