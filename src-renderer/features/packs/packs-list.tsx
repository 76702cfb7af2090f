import { Dialog } from '@base-ui/react/dialog';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { InstallBar } from './install-bar.tsx';
import { Location } from './location.tsx';
import { BrokenRow, PackRow } from './pack-row.tsx';
import { TaskRow, UnfinishedRow } from './task-row.tsx';
import styles from './packs.module.css';

/** Everything on this computer, and the ways in. */
export function PacksList() {
  const studio = useStudio();
  const { t } = useTranslation();
  const survey = useStore(studio.packs, (state) => state.survey);
  return (
    <>
      <div className={styles.head}>
        <Dialog.Title className={styles.title}>{t('packs.title')}</Dialog.Title>
        <p className={styles.text}>{t('packs.text')}</p>
        <InstallBar />
      </div>
      <div className={styles.body} role="region" aria-label={t('packs.list')}>
        {survey === undefined ? (
          <p className={styles.none}>{t('packs.reading')}</p>
        ) : (
          <ul className={styles.list}>
            {survey.tasks.map((task) => (
              <TaskRow key={task.offer} task={task} />
            ))}
            {survey.unfinished.map((download) => (
              <UnfinishedRow key={download.key} download={download} />
            ))}
            {survey.packs.map((pack) => (
              <PackRow key={pack.id} pack={pack} machine={survey.machine} />
            ))}
            {survey.broken.map((pack) => (
              <BrokenRow key={pack.name} pack={pack} />
            ))}
          </ul>
        )}
      </div>
      <div className={styles.foot}>
        {survey === undefined ? <span /> : <Location location={survey.location} canReveal />}
        <Dialog.Close render={<Button>{t('packs.close')}</Button>} />
      </div>
    </>
  );
}
