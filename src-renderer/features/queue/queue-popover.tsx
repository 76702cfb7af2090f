import { Popover } from '@base-ui/react/popover';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { isFinished } from '../../../src-shared/jobs/job.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { durationWords } from '../generate/duration-words.ts';
import { clearFinished, goOnWithAll, interruptedJobs, pauseAll, resumeAll } from './queue-actions.ts';
import { QueueList } from './queue-list.tsx';
import { queueOrder, secondsOfQueue } from './queue-order.ts';
import styles from './queue.module.css';

/** The pill in the command bar, and behind it everything that runs, waits or has ended. */
export function QueuePopover() {
  const studio = useStudio();
  const open = useStore(studio.view, (state) => state.queueOpen);
  return (
    <Popover.Root open={open} onOpenChange={(queueOpen) => studio.view.setState({ queueOpen })}>
      <Pill />
      <Popover.Portal>
        <Popover.Positioner className={popup.positioner} sideOffset={6} align="end">
          <Popover.Popup className={classNames(popup.popup, styles.popup)}>
            <QueuePanel />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Pill() {
  const studio = useStudio();
  const { t } = useTranslation();
  const jobs = useStore(studio.jobs, (state) => state.jobs);
  const list = [...jobs.values()];
  const active = list.filter(({ state }) => !isFinished(state));
  const running = active.find(({ state }) => state === 'running') ?? active[0];
  const failed = list.some(({ state }) => state === 'failed');
  const interrupted = list.some(({ state }) => state === 'interrupted');
  return (
    <Popover.Trigger
      className={classNames(styles.pill, running !== undefined && styles.pillActive)}
      data-testid="queue"
    >
      {running === undefined ? (
        <>
          {failed || interrupted ? (
            <TriangleAlert
              size={13}
              strokeWidth={1.75}
              className={failed ? styles.failed : styles.interrupted}
            />
          ) : null}
          {t('queue.idle')}
        </>
      ) : (
        <>
          <span className={styles.pillBar} aria-hidden="true">
            <span className={styles.pillFill} style={{ transform: `scaleX(${running.progress})` }} />
          </span>
          {t('queue.active', { count: active.length, percent: Math.round(running.progress * 100) })}
        </>
      )}
    </Popover.Trigger>
  );
}

/** Mounted while the queue is open: nothing of it is computed otherwise. */
function QueuePanel() {
  const studio = useStudio();
  const { t } = useTranslation();
  const jobs = useStore(studio.jobs, (state) => state.jobs);
  const list = queueOrder([...jobs.values()]);
  const left = secondsOfQueue(list);
  const isPaused = list.some(({ state }) => state === 'paused');
  const interrupted = interruptedJobs(list).length;
  return (
    <>
      <div className={styles.head}>
        <Popover.Title className={styles.title}>{t('queue.title')}</Popover.Title>
        {left === undefined ? null : (
          <span className={styles.state}>
            {t('queue.left', { duration: durationWords(left, studio.text) })}
          </span>
        )}
        {interrupted === 0 ? null : (
          <Button tone="quiet" onClick={() => void goOnWithAll(studio)}>
            {t('queue.goOn', { count: interrupted })}
          </Button>
        )}
        {list.some(({ state }) => !isFinished(state)) ? (
          <Button tone="quiet" onClick={() => (isPaused ? resumeAll(studio) : pauseAll(studio))}>
            {t(isPaused ? 'queue.resumeAll' : 'queue.pauseAll')}
          </Button>
        ) : null}
        {list.some(({ state }) => isFinished(state)) ? (
          <Button tone="quiet" onClick={() => clearFinished(studio)}>
            {t('queue.clear')}
          </Button>
        ) : null}
      </div>
      {list.length === 0 ? <p className={styles.empty}>{t('queue.empty')}</p> : <QueueList list={list} />}
    </>
  );
}
