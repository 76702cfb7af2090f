import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BrokenPack, PackEntry, PackSurvey } from '../../../src-shared/ipc/packs.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { Button } from '../../ui/button.tsx';
import { byteWords } from '../../ui/byte-words.ts';
import { choosePack, openDetails } from './pack-actions.ts';
import { PackState } from './pack-state.tsx';
import { RemoveButton } from './remove-button.tsx';
import styles from './packs.module.css';

interface PackRowProps {
  readonly pack: PackEntry;
  readonly machine: PackSurvey['machine'];
}

export function PackRow({ pack, machine }: PackRowProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const { id, name, version, licence, bytes, memory, problem } = pack;
  const isChosen = useChosenPack()?.id === id;
  return (
    <li className={styles.row} data-pack={id}>
      <div className={styles.about}>
        <span className={styles.name}>
          {name} <span className={styles.version}>{version}</span>
        </span>
        <span className={styles.facts}>
          <PackState pack={pack} machine={machine} />
          <span>{licence}</span>
          <span>{t('packs.onDisk', { size: byteWords(bytes) })}</span>
          <span>
            {t('packs.memory', {
              needed: byteWords(memory.full),
              present: byteWords(machine.memoryBytes),
            })}
          </span>
        </span>
        {problem === undefined ? null : (
          <span className={styles.bad}>
            {problem.message} {problem.hint}
          </span>
        )}
      </div>
      {isChosen ? (
        <span className={styles.chosen}>{t('packs.chosen')}</span>
      ) : (
        <Button
          tone="quiet"
          aria-label={t('packs.chooseThat', { name })}
          onClick={() => choosePack(studio, id)}
        >
          {t('packs.choose')}
        </Button>
      )}
      <Button
        aria-label={t('packs.detailsOf', { name })}
        onClick={() => {
          openDetails(studio, id).catch((error: unknown) => studio.report(error));
        }}
      >
        {t('packs.details')}
      </Button>
    </li>
  );
}

/** A folder among the models that is none: why, and the way to be rid of it. */
export function BrokenRow({ pack: { id, name, error } }: { readonly pack: BrokenPack }) {
  const { t } = useTranslation();
  return (
    <li className={styles.row}>
      <div className={styles.about}>
        <span className={styles.name}>{name}</span>
        <span className={styles.bad}>
          <TriangleAlert size={13} strokeWidth={2} aria-hidden />
          {error.message} {error.hint}
        </span>
        {id === undefined ? <span className={styles.facts}>{t('packs.notOurs')}</span> : null}
      </div>
      {id === undefined ? null : <RemoveButton id={id} name={name} />}
    </li>
  );
}
