import { CircleCheck, CircleSlash, Clock, LoaderCircle, Pause, TriangleAlert } from 'lucide-react';
import type { JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import styles from './queue.module.css';

export function StateIcon({ state }: { readonly state: JobSnapshot['state'] }) {
  const look = { size: 14, strokeWidth: 1.75 } as const;
  switch (state) {
    case 'done':
      return <CircleCheck {...look} className={styles.done} />;
    case 'failed':
      return <TriangleAlert {...look} className={styles.failed} />;
    case 'interrupted':
      return <TriangleAlert {...look} className={styles.interrupted} />;
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
