import { Film, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { requestLimits } from '../../../src-shared/generation/request.ts';
import { useStudio } from '../../app/studio-context.tsx';
import type { KeyPicture } from '../../editor/stores/prompt-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { moveKey, removeKey } from './conditions.ts';
import styles from '../operations/operations.module.css';

/** The pictures that are pinned to the shot, each with its time. */
export function KeyPictures({ keys }: { readonly keys: readonly KeyPicture[] }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const media = useStore(studio.project, (state) => state.project?.document.media);
  return (
    <ul className={styles.keys} aria-label={t('generate.condition.keys')}>
      {keys.map((key, index) => {
        const one = media?.[key.source];
        return (
          <li key={`${key.source}/${key.frame}/${index}`} className={styles.keyRow}>
            {one?.kind === 'image' ? (
              <img className={styles.keyPicture} src={studio.bridge.mediaUrl(one.id)} alt="" />
            ) : (
              <Film size={18} strokeWidth={1.5} />
            )}
            <span className={styles.keyName}>{one?.name ?? ''}</span>
            <NumberField
              label={t('generate.condition.keyTime', { number: index + 1 })}
              value={key.at}
              onChange={(at) => {
                if (at !== null) moveKey(studio, index, at);
              }}
              min={0}
              max={requestLimits.seconds.max}
              step={0.125}
              unit={t('unit.seconds')}
              decimals={3}
            />
            <IconButton
              aria-label={t('generate.condition.removeKey', { number: index + 1 })}
              onClick={() => removeKey(studio, index)}
            >
              <X size={14} strokeWidth={1.5} />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
