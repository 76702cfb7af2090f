import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PackOffer } from '../../../src-shared/ipc/packs.ts';
import { operationNames } from '../../../src-shared/pack/schema.ts';
import styles from './packs.module.css';

const icon = { size: 13, strokeWidth: 2 } as const;

/** What a model can do, and of what it can't the reason. */
export function OperationList({ operations }: { readonly operations: PackOffer['operations'] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.operations}>
      {operationNames.map((name) => {
        const support = operations[name];
        const can = support?.native === true;
        return (
          <li key={name} className={can ? undefined : styles.cannot}>
            {can ? (
              <Check {...icon} aria-label={t('packs.can')} />
            ) : (
              <X {...icon} aria-label={t('packs.cannot')} />
            )}
            <span>
              {t(`packs.operation.${name}`)}
              {support === undefined || support.native ? null : (
                <span className={styles.reason}> {support.reason}</span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
