import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RecentProject } from '../../../src-shared/ipc/contract.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { openRecent } from '../../editor/actions/project.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { RecentRow } from './recent-row.tsx';
import styles from './recent.module.css';

/** Drafts that were never named and projects that were open before: to go on with, or to clear away. */
export function RecentDialog() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const open = useStore(view, (state) => state.recentOpen);
  return (
    <Dialog.Root open={open} onOpenChange={(recentOpen) => view.setState({ recentOpen })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.backdrop} />
        <Dialog.Popup className={classNames(popup.popup, styles.dialog)} aria-label={t('recent.title')}>
          <Recent />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Recent() {
  const studio = useStudio();
  const { t } = useTranslation();
  const [projects, setProjects] = useState<readonly RecentProject[]>();
  useEffect(() => {
    studio.bridge.call('project.recent').then(setProjects, (error: unknown) => studio.report(error));
  }, [studio]);
  const list = useRef<HTMLUListElement>(null);
  const arrived = projects !== undefined;
  // The list comes after the dialog has taken the focus: Enter then opens the newest, as it says there.
  useEffect(() => {
    if (arrived) list.current?.querySelector<HTMLElement>('[data-open]')?.focus();
  }, [arrived]);

  function open(id: string): void {
    studio.view.setState({ recentOpen: false });
    openRecent(studio, id).catch((error: unknown) => studio.report(error));
  }

  function forget(id: string): void {
    studio.bridge
      .call('project.forgetRecent', id)
      .then(setProjects, (error: unknown) => studio.report(error));
  }

  return (
    <>
      <div className={styles.head}>
        <Dialog.Title className={styles.title}>{t('recent.title')}</Dialog.Title>
        <p className={styles.text}>{t('recent.text')}</p>
      </div>
      {projects?.length === 0 ? <p className={styles.none}>{t('recent.none')}</p> : null}
      <ul ref={list} className={styles.list}>
        {projects?.map((project) => (
          <RecentRow key={project.id} project={project} onOpen={open} onForget={forget} />
        ))}
      </ul>
      <div className={styles.foot}>
        <Dialog.Close render={<Button>{t('recent.close')}</Button>} />
      </div>
    </>
  );
}
