import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { Popover } from '@base-ui/react/popover';
import {
  ArrowDown,
  ArrowUp,
  CircleCheck,
  CircleSlash,
  Clock,
  LoaderCircle,
  Pause,
  Play,
  TriangleAlert,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { isFinished, type JobSnapshot } from '../../../src-shared/jobs/job.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { cancelJob } from '../../editor/actions/running-jobs.ts';
import { shownState } from '../../editor/stores/jobs-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { durationWords } from '../generate/duration-words.ts';
import { retryShot } from '../generate/retry.ts';
import { moveJob, pauseAll, pauseJob, resumeAll, resumeJob, retryLighter } from './queue-actions.ts';
import { queueOrder, secondsOfQueue } from './queue-order.ts';
import styles from './queue.module.css';

/** The pill in the command bar, and behind it everything that runs, waits or has ended. */
export function QueuePopover() {
  const studio = useStudio();
  const { t } = useTranslation();
  const open = useStore(studio.view, (state) => state.queueOpen);
  const jobs = useStore(studio.jobs, (state) => state.jobs);
  const list = queueOrder([...jobs.values()]);
  const left = secondsOfQueue(list);
  const isPaused = list.some(({ state }) => state === 'paused');
  const waits = list.filter(({ state }) => state === 'queued').map(({ id }) => id);
  const active = list.filter(({ state }) => !isFinished(state));
  const running = active.find(({ state }) => state === 'running') ?? active[0];
  const failed = list.some(({ state }) => state === 'failed');
  return (
    <Popover.Root open={open} onOpenChange={(queueOpen) => studio.view.setState({ queueOpen })}>
      <Popover.Trigger
        className={classNames(styles.pill, running !== undefined && styles.pillActive)}
        data-testid="queue"
      >
        {running === undefined ? (
          <>
            {failed ? <TriangleAlert size={13} strokeWidth={1.75} className={styles.failed} /> : null}
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
      <Popover.Portal>
        <Popover.Positioner className={popup.positioner} sideOffset={6} align="end">
          <Popover.Popup className={classNames(popup.popup, styles.popup)}>
            <div className={styles.head}>
              <Popover.Title className={styles.title}>{t('queue.title')}</Popover.Title>
              {left === undefined ? null : (
                <span className={styles.state}>
                  {t('queue.left', { duration: durationWords(left, studio.text) })}
                </span>
              )}
              {active.length === 0 ? null : (
                <Button tone="quiet" onClick={() => (isPaused ? resumeAll(studio) : pauseAll(studio))}>
                  {t(isPaused ? 'queue.resumeAll' : 'queue.pauseAll')}
                </Button>
              )}
              {list.some(({ state }) => isFinished(state)) ? (
                <Button
                  tone="quiet"
                  onClick={() => {
                    studio.jobs.dropFinished();
                    studio.bridge.call('jobs.clear').catch((error: unknown) => studio.report(error));
                  }}
                >
                  {t('queue.clear')}
                </Button>
              ) : null}
            </div>
            {list.length === 0 ? (
              <p className={styles.empty}>{t('queue.empty')}</p>
            ) : (
              <ul className={styles.list}>
                {list.map((job) => (
                  <QueueRow key={job.id} job={job} waits={waits} />
                ))}
              </ul>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function StateIcon({ state }: { readonly state: JobSnapshot['state'] }) {
  const look = { size: 14, strokeWidth: 1.75 } as const;
  switch (state) {
    case 'done':
      return <CircleCheck {...look} className={styles.done} />;
    case 'failed':
    case 'interrupted':
      return <TriangleAlert {...look} className={styles.failed} />;
    case 'cancelled':
      return <CircleSlash {...look} />;
    case 'queued':
      return <Clock {...look} />;
    case 'paused':
      return <Pause {...look} />;
    case 'running':
    case 'cancelling':
      return <LoaderCircle {...look} className={styles.running} />;
    default:
      return assertNever(state);
  }
}

function QueueRow({ job, waits }: { readonly job: JobSnapshot; readonly waits: readonly JobId[] }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const state = useStore(studio.jobs, (jobs) => shownState(jobs, job));
  const finished = isFinished(state);
  const step =
    job.step === undefined || job.phase !== 'denoising'
      ? ''
      : ` · ${t('job.stepOf', { step: job.step.index, steps: job.step.total })}`;
  return (
    <li className={styles.row}>
      <StateIcon state={state} />
      <div className={styles.text}>
        <span className={styles.label}>{job.label || t('generate.shot')}</span>
        <span className={styles.state}>
          {state === 'running' ? `${t(`job.phase.${job.phase}`)}${step}` : t(`job.state.${state}`)}
          {state === 'running' && job.secondsLeft !== undefined
            ? ` · ${t('job.left', { duration: durationWords(job.secondsLeft, studio.text) })}`
            : ''}
          {state === 'queued' && job.secondsEstimated !== undefined
            ? ` · ${t('generate.estimate', { duration: durationWords(job.secondsEstimated, studio.text) })}`
            : ''}
        </span>
        {job.error === undefined ? null : (
          <span className={styles.error} data-selectable>
            {job.error.message} {job.error.hint ?? ''}
          </span>
        )}
        {finished ? null : (
          <ProgressBar
            value={job.progress}
            name={t('job.progressOf', { name: job.label })}
            tone={job.kind === 'generate' ? 'model' : 'plain'}
          />
        )}
      </div>
      {finished ? <FinishedAction job={job} /> : null}
      {state === 'queued' && waits.length > 1 ? <Order job={job} waits={waits} /> : null}
      {job.kind === 'generate' && (state === 'queued' || state === 'running' || state === 'paused') ? (
        <IconButton
          aria-label={t(state === 'paused' ? 'queue.resume' : 'queue.pause', { name: job.label })}
          onClick={() => (state === 'paused' ? resumeJob(studio, job.id) : pauseJob(studio, job.id))}
        >
          {state === 'paused' ? <Play size={14} strokeWidth={1.5} /> : <Pause size={14} strokeWidth={1.5} />}
        </IconButton>
      ) : null}
      {finished ? null : (
        <Button
          tone="quiet"
          aria-disabled={state === 'cancelling' ? true : undefined}
          onClick={() => {
            if (state !== 'cancelling') cancelJob(studio, job.id);
          }}
        >
          {state === 'cancelling' ? t('job.cancelling') : t('job.cancel')}
        </Button>
      )}
    </li>
  );
}

/** Up and down among those that wait. */
function Order({ job, waits }: { readonly job: JobSnapshot; readonly waits: readonly JobId[] }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const place = waits.indexOf(job.id);
  const isFirst = place === 0;
  const isLast = place === waits.length - 1;
  return (
    <>
      <IconButton
        aria-label={t('queue.earlier', { name: job.label })}
        aria-disabled={isFirst ? true : undefined}
        onClick={() => {
          if (!isFirst) moveJob(studio, job.id, waits[place - 1] ?? null);
        }}
      >
        <ArrowUp size={14} strokeWidth={1.5} />
      </IconButton>
      <IconButton
        aria-label={t('queue.later', { name: job.label })}
        aria-disabled={isLast ? true : undefined}
        onClick={() => {
          if (!isLast) moveJob(studio, job.id, waits[place + 2] ?? null);
        }}
      >
        <ArrowDown size={14} strokeWidth={1.5} />
      </IconButton>
    </>
  );
}

function FinishedAction({ job }: { readonly job: JobSnapshot }) {
  const studio = useStudio();
  const { t } = useTranslation();
  if (job.kind === 'deliver' && job.state === 'done') {
    return (
      <Button
        tone="quiet"
        onClick={() => {
          studio.bridge.call('deliver.reveal', job.id).catch((error: unknown) => studio.report(error));
        }}
      >
        {t('deliver.reveal')}
      </Button>
    );
  }
  if (job.kind === 'generate' && job.state !== 'done') {
    return (
      <>
        <Button tone="quiet" onClick={() => void retryShot(studio, job.id)}>
          {t('job.retry')}
        </Button>
        {job.state === 'cancelled' ? null : (
          <Button tone="quiet" onClick={() => retryLighter(studio, job.id)}>
            {t('queue.retryLighter')}
          </Button>
        )}
      </>
    );
  }
  return null;
}
