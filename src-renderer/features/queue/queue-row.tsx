import { ArrowDown, ArrowUp, GripVertical, Pause, Play } from 'lucide-react';
import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { isFinished, type JobSnapshot } from '../../../src-shared/jobs/job.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { cancelJob } from '../../editor/actions/running-jobs.ts';
import { shownState } from '../../editor/stores/jobs-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { durationWords } from '../generate/duration-words.ts';
import { FinishedAction } from './finished-action.tsx';
import { StateIcon } from './state-icon.tsx';
import { moveJob, pauseJob, resumeJob, type Move } from './queue-actions.ts';
import type { Place } from './queue-order.ts';
import { useRowDrag } from './use-row-drag.ts';
import styles from './queue.module.css';

const keyMoves: Readonly<Record<string, Move['to']>> = {
  ArrowUp: 'earlier',
  ArrowDown: 'later',
  Home: 'first',
  End: 'last',
};

/** An error takes two lines more; of an interruption its state says all there is to say. */
export function hasErrorLines({ error, state }: JobSnapshot): boolean {
  return error !== undefined && state !== 'interrupted';
}

export interface QueueRowProps {
  readonly job: JobSnapshot;
  /** Pixels from the list's top. */
  readonly top: number;
  readonly number: number;
  readonly total: number;
  /** Among those that wait; undefined of a job that has no turn to wait for. */
  readonly place: Place | undefined;
  readonly onDragged: (job: JobId | null) => void;
}

export function QueueRow({ job, top, number, total, place, onDragged }: QueueRowProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const ref = useRef<HTMLLIElement>(null);
  const state = useStore(studio.jobs, (jobs) => shownState(jobs, job));
  const line = useRowDrag(ref, { job, place, onDragged });
  const finished = isFinished(state);
  const name = job.label || t('generate.shot');
  return (
    <li
      ref={ref}
      className={classNames(
        styles.row,
        line === 'above' && styles.lineAbove,
        line === 'below' && styles.lineBelow,
      )}
      style={{ transform: `translateY(${top}px)` }}
      aria-posinset={number}
      aria-setsize={total}
      data-job={job.id}
    >
      {place !== undefined && place.among.length > 1 ? (
        <IconButton
          className={styles.grip}
          aria-label={t('queue.reorder', { name, place: place.index + 1, of: place.among.length })}
          title={t('queue.reorderHow')}
          onKeyDown={(event: KeyboardEvent) => {
            const to = keyMoves[event.key];
            if (to === undefined) return;
            event.preventDefault();
            event.stopPropagation();
            moveJob(studio, job, { to });
          }}
        >
          <GripVertical size={14} strokeWidth={1.5} />
        </IconButton>
      ) : (
        <span className={styles.stateIcon}>
          <StateIcon state={state} />
        </span>
      )}
      <div className={styles.text}>
        <span className={styles.label} title={name}>
          {name}
        </span>
        <StateLine job={job} state={state} />
        {job.error === undefined || !hasErrorLines(job) ? null : (
          <span
            className={styles.error}
            title={`${job.error.message} ${job.error.hint ?? ''}`}
            data-selectable
          >
            {job.error.message} {job.error.hint ?? ''}
          </span>
        )}
        {state === 'running' || state === 'cancelling' || state === 'paused' ? (
          <ProgressBar
            value={job.progress}
            name={t('job.progressOf', { name })}
            tone={job.kind === 'generate' ? 'model' : 'plain'}
          />
        ) : null}
      </div>
      {finished ? <FinishedAction job={job} /> : null}
      {place !== undefined && place.among.length > 1 ? (
        <span className={styles.order}>
          <IconButton
            aria-label={t('queue.earlier', { name })}
            aria-disabled={place.index === 0 ? true : undefined}
            onClick={() => moveJob(studio, job, { to: 'earlier' })}
          >
            <ArrowUp size={14} strokeWidth={1.5} />
          </IconButton>
          <IconButton
            aria-label={t('queue.later', { name })}
            aria-disabled={place.index === place.among.length - 1 ? true : undefined}
            onClick={() => moveJob(studio, job, { to: 'later' })}
          >
            <ArrowDown size={14} strokeWidth={1.5} />
          </IconButton>
        </span>
      ) : null}
      {job.kind === 'generate' && (state === 'queued' || state === 'running' || state === 'paused') ? (
        <IconButton
          aria-label={t(state === 'paused' ? 'queue.resume' : 'queue.pause', { name })}
          title={t(state === 'paused' ? 'queue.resumeAll' : 'queue.pauseAll')}
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

/** In one line: what it does or is, and for how long. */
function StateLine({ job, state }: { readonly job: JobSnapshot; readonly state: JobSnapshot['state'] }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const parts: string[] = [state === 'running' ? t(`job.phase.${job.phase}`) : t(`job.state.${state}`)];
  if (state === 'running') {
    if (job.step !== undefined && job.phase === 'denoising') {
      parts.push(t('job.stepOf', { step: job.step.index, steps: job.step.total }));
    }
    if (job.secondsLeft !== undefined) {
      parts.push(t('job.left', { duration: durationWords(job.secondsLeft, studio.text) }));
    }
  }
  if (state === 'interrupted' && job.error?.hint !== undefined) parts.push(job.error.hint);
  if (state === 'queued') {
    if (job.quality === 'draft') parts.push(t('generate.draft'));
    if (job.secondsEstimated !== undefined) {
      parts.push(t('generate.estimate', { duration: durationWords(job.secondsEstimated, studio.text) }));
    }
  }
  return <span className={styles.state}>{parts.join(' · ')}</span>;
}
