import { CircleCheck, CircleDashed, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { PackEntry, PackSurvey } from '../../../src-shared/ipc/packs.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { byteWords } from '../../ui/byte-words.ts';
import styles from './packs.module.css';

const icon = { size: 13, strokeWidth: 2, 'aria-hidden': true } as const;

interface PackStateProps {
  readonly pack: PackEntry;
  readonly machine: PackSurvey['machine'];
}

/** Whether a model can be used here, in a word and a sign; what is worst comes first. */
export function PackState({ pack, machine }: PackStateProps) {
  const { packs } = useStudio();
  const { t } = useTranslation();
  const check = useStore(packs, (state) => state.checks.get(pack.id));
  if (pack.state === 'damaged') {
    return (
      <span className={styles.bad}>
        <TriangleAlert {...icon} />
        {t('packs.state.damaged')}
      </span>
    );
  }
  if (pack.memory.least > machine.memoryBytes) {
    return (
      <span className={styles.warn}>
        <TriangleAlert {...icon} />
        {t('packs.state.memory', { needed: byteWords(pack.memory.least) })}
      </span>
    );
  }
  if (pack.state === 'checking') {
    const share = check === undefined || check.total === 0 ? 0 : check.done / check.total;
    return (
      <span>
        <LoaderCircle {...icon} />
        {t('packs.state.checking', { percent: Math.floor(share * 100) })}
      </span>
    );
  }
  return pack.state === 'verified' ? (
    <span className={styles.good}>
      <CircleCheck {...icon} />
      {t('packs.state.verified')}
    </span>
  ) : (
    <span>
      <CircleDashed {...icon} />
      {t('packs.state.present')}
    </span>
  );
}
