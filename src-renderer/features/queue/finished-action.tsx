import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { showJob } from '../../editor/actions/show-job.ts';
import { Button } from '../../ui/button.tsx';
import { retryShot } from '../generate/retry.ts';
import { retryLighter } from './queue-actions.ts';

/** What can be done with a job that has ended: see what came of it, or try it again. */
export function FinishedAction({ job }: { readonly job: JobSnapshot }) {
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
  if (job.kind !== 'generate') return null;
  if (job.state === 'done') {
    return (
      <Button tone="quiet" onClick={() => showJob(studio, job.id)}>
        {t('queue.show')}
      </Button>
    );
  }
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
