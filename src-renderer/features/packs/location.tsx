import { useTranslation } from 'react-i18next';
import type { PackSurvey } from '../../../src-shared/ipc/packs.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { byteWords } from '../../ui/byte-words.ts';
import { chooseLocation } from './pack-actions.ts';
import styles from './packs.module.css';

interface LocationProps {
  readonly location: PackSurvey['location'];
  readonly canReveal?: boolean;
}

/** Where models are installed, how much room is there, and the way to another place. */
export function Location({ location, canReveal = false }: LocationProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const report = (error: unknown): void => void studio.report(error);
  const name = location.usual ? t('packs.location.usual') : t('packs.location.own', { name: location.name });
  return (
    <div className={styles.location}>
      <span>
        {location.freeBytes === null
          ? name
          : t('packs.location.free', { name, free: byteWords(location.freeBytes) })}
      </span>
      <Button tone="quiet" onClick={() => void chooseLocation(studio).catch(report)}>
        {t('packs.location.change')}
      </Button>
      {canReveal ? (
        <Button tone="quiet" onClick={() => void studio.bridge.call('packs.reveal').catch(report)}>
          {t('packs.location.reveal')}
        </Button>
      ) : null}
    </div>
  );
}
