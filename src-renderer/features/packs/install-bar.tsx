import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CopyDetails } from '../../app/copy-details.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import field from '../../ui/field.module.css';
import { offerAddress, offerFolder } from './pack-actions.ts';
import styles from './packs.module.css';

/** Two ways a model comes in: a folder of this computer, or an address. Looking brings nothing yet. */
export function InstallBar() {
  const studio = useStudio();
  const { t } = useTranslation();
  const looking = useStore(studio.packs, (state) => state.looking);
  const problem = useStore(studio.packs, (state) => state.problem);
  const [address, setAddress] = useState('');
  const wanted = address.trim();

  function look(): void {
    if (wanted !== '' && !looking) void offerAddress(studio, wanted);
  }

  return (
    <>
      <div className={styles.install}>
        <Button onClick={() => void offerFolder(studio)}>
          <FolderOpen size={14} strokeWidth={1.75} aria-hidden />
          {t('packs.fromFolder')}
        </Button>
        <input
          className={field.input}
          type="url"
          inputMode="url"
          spellCheck={false}
          value={address}
          aria-label={t('packs.address')}
          placeholder={t('packs.addressPlaceholder')}
          onChange={(event) => setAddress(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') look();
          }}
        />
        {looking ? (
          <Button
            onClick={() => {
              studio.bridge.call('packs.stopOffer').catch((error: unknown) => studio.report(error));
            }}
          >
            {t('packs.stop')}
          </Button>
        ) : (
          <Button aria-disabled={wanted === '' ? true : undefined} onClick={look}>
            {t('packs.look')}
          </Button>
        )}
      </div>
      {problem === null ? null : (
        <div className={styles.problem} role="alert">
          <span>
            {problem.message} {problem.hint}
          </span>
          <CopyDetails error={problem} />
        </div>
      )}
    </>
  );
}
