import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ProjectVersion } from '../../../src-shared/ipc/contract.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { restoreVersion } from '../../editor/actions/project.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import styles from './versions.module.css';

/** Earlier states of the project: when each was saved, by whom, and the way back. */
export function VersionsDialog() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const open = useStore(view, (state) => state.versionsOpen);
  return (
    <Dialog.Root open={open} onOpenChange={(versionsOpen) => view.setState({ versionsOpen })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.backdrop} />
        <Dialog.Popup className={classNames(popup.popup, styles.dialog)} aria-label={t('versions.title')}>
          <Versions />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Versions() {
  const studio = useStudio();
  const { t } = useTranslation();
  const readOnly = useStore(studio.project, (state) => state.project?.readOnly ?? true);
  const [versions, setVersions] = useState<readonly ProjectVersion[]>();
  useEffect(() => {
    studio.bridge.call('project.versions').then(setVersions, (error: unknown) => studio.report(error));
  }, [studio]);

  function restore(id: string): void {
    studio.view.setState({ versionsOpen: false });
    restoreVersion(studio, id).catch((error: unknown) => studio.report(error));
  }

  return (
    <>
      <div className={styles.head}>
        <Dialog.Title className={styles.title}>{t('versions.title')}</Dialog.Title>
        <p className={styles.text}>{t('versions.text')}</p>
      </div>
      {versions?.length === 0 ? <p className={styles.none}>{t('versions.none')}</p> : null}
      <ul className={styles.list}>
        {versions?.map(({ id, kind, savedAt }) => {
          const when = new Date(savedAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
          return (
            <li key={id} className={styles.row}>
              <time dateTime={savedAt}>{when}</time>
              <span className={styles.kind}>{t(`versions.${kind}`)}</span>
              <Button
                disabled={readOnly}
                aria-label={t('versions.restoreThat', { when })}
                onClick={() => restore(id)}
              >
                {t('versions.restore')}
              </Button>
            </li>
          );
        })}
      </ul>
      <div className={styles.foot}>
        <Dialog.Close render={<Button>{t('versions.close')}</Button>} />
      </div>
    </>
  );
}
