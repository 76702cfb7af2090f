import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { cancelJob } from '../../editor/actions/running-jobs.ts';
import { shownState } from '../../editor/stores/jobs-store.ts';
import { Button } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { durationWords } from './duration-words.ts';
import styles from './prompt.module.css';

/** Estimates before the third step are guesses and are not shown. */
const stepsBeforeEstimate = 3;

/** One running job: phase, step, time, and the way to stop it. */
export function RunningJob({ job }: { readonly job: JobSnapshot }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const state = useStore(studio.jobs, (jobs) => shownState(jobs, job));
  const cancelling = state === 'cancelling';
  const phase = cancelling
    ? t('job.cancelling')
    : t(`job.phase.${state === 'queued' ? 'waiting' : job.phase}`);
  const knowsTime =
    job.secondsLeft !== undefined && (job.step === undefined || job.step.index >= stepsBeforeEstimate);
  return (
    <div className={styles.running} data-testid="running-job">
      <div className={styles.runningHead}>
        <span className={styles.runningPhase}>
          {phase}
          {job.step === undefined || job.phase !== 'denoising' || cancelling
            ? null
            : ` · ${t('job.stepOf', { step: job.step.index, steps: job.step.total })}`}
        </span>
        <Button
          tone="quiet"
          aria-disabled={cancelling ? true : undefined}
          data-testid="cancel-job"
          onClick={() => {
            if (!cancelling) cancelJob(studio, job.id);
          }}
        >
          {cancelling ? t('job.cancelling') : t('job.cancel')}
        </Button>
      </div>
      <ProgressBar value={job.progress} name={t('job.progressOf', { name: job.label })} tone="model" />
      <div className={styles.runningFacts}>
        <span>{t('job.elapsed', { seconds: Math.round(job.secondsElapsed) })}</span>
        {job.secondsPerStep === undefined ? null : (
          <span>{t('job.perStep', { seconds: job.secondsPerStep.toFixed(1) })}</span>
        )}
        {knowsTime && job.secondsLeft !== undefined ? (
          <span>{t('job.left', { duration: durationWords(job.secondsLeft, studio.text) })}</span>
        ) : null}
      </div>
    </div>
  );
}
