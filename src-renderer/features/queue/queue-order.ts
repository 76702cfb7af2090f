import { isFinished, type JobSnapshot } from '../../../src-shared/jobs/job.ts';

function rank({ state }: JobSnapshot): number {
  if (state === 'running' || state === 'cancelling') return 0;
  if (state === 'queued') return 1;
  return state === 'paused' ? 2 : 3;
}

/** As they run: what runs, what waits in its order (drafts before finals), what is paused; then the ended, newest first. */
export function queueOrder(jobs: readonly JobSnapshot[]): readonly JobSnapshot[] {
  const arrival = new Map(jobs.map(({ id }, index) => [id, index]));
  const arrived = ({ id }: JobSnapshot): number => arrival.get(id) ?? 0;
  return [...jobs].sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    if (isFinished(a.state)) return arrived(b) - arrived(a);
    if (a.state === 'queued' && a.quality !== b.quality) return a.quality === 'draft' ? -1 : 1;
    return (a.order ?? 0) - (b.order ?? 0) || arrived(a) - arrived(b);
  });
}

/** How long everything that runs or waits will take; undefined while nothing is known of one of them. */
export function secondsOfQueue(jobs: readonly JobSnapshot[]): number | undefined {
  const open = jobs.filter(({ state }) => state === 'running' || state === 'queued');
  if (open.length === 0) return undefined;
  let sum = 0;
  for (const { state, secondsLeft, secondsEstimated } of open) {
    const own = state === 'running' ? secondsLeft : secondsEstimated;
    if (own === undefined) return undefined;
    sum += own;
  }
  return sum;
}
