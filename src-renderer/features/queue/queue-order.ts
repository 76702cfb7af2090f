import { isFinished, type JobSnapshot } from '../../../src-shared/jobs/job.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';

function rank({ state }: JobSnapshot): number {
  if (state === 'running' || state === 'cancelling') return 0;
  if (state === 'queued') return 1;
  if (state === 'paused') return 2;
  return state === 'interrupted' ? 3 : 4;
}

function isDraft({ quality }: JobSnapshot): boolean {
  return quality === 'draft';
}

/**
 * As they run: what runs, what waits in its order (drafts before finals), what is paused, what the end of the program came
 * between; then the ended, newest first.
 */
export function queueOrder(jobs: readonly JobSnapshot[]): readonly JobSnapshot[] {
  const arrival = new Map(jobs.map(({ id }, index) => [id, index]));
  const arrived = ({ id }: JobSnapshot): number => arrival.get(id) ?? 0;
  return [...jobs].sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    if (isFinished(a.state) && a.state !== 'interrupted') return arrived(b) - arrived(a);
    if (a.state === 'queued' && isDraft(a) !== isDraft(b)) return isDraft(a) ? -1 : 1;
    return (a.order ?? 0) - (b.order ?? 0) || arrived(a) - arrived(b);
  });
}

/** Where a job stands among those it can change places with: a final never waits before a draft. */
export interface Place {
  readonly among: readonly JobId[];
  readonly index: number;
}

/** @param list in the order of `queueOrder` */
export function placeOf(list: readonly JobSnapshot[], job: JobSnapshot): Place {
  const among = list
    .filter((one) => one.state === 'queued' && isDraft(one) === isDraft(job))
    .map(({ id }) => id);
  return { among, index: among.indexOf(job.id) };
}

/**
 * The job before which one has to be put to come to stand at an index of its place; null = behind all, undefined = it
 * stands there already.
 */
export function moveTo({ among, index }: Place, wanted: number): JobId | null | undefined {
  const to = Math.max(0, Math.min(among.length - 1, wanted));
  if (index < 0 || to === index) return undefined;
  return among[to > index ? to + 1 : to] ?? null;
}

function secondsOf({ state, secondsLeft, secondsEstimated, secondsElapsed }: JobSnapshot) {
  if (state === 'queued') return secondsEstimated;
  if (secondsLeft !== undefined || secondsEstimated === undefined) return secondsLeft;
  // Before its own pace is known, what was estimated while it waited still holds.
  return Math.max(0, secondsEstimated - secondsElapsed);
}

/** How long everything that runs or waits will take; undefined while nothing is known of one of them. */
export function secondsOfQueue(jobs: readonly JobSnapshot[]): number | undefined {
  const open = jobs.filter(({ state }) => state === 'running' || state === 'queued');
  if (open.length === 0) return undefined;
  // A delivery runs beside the shots.
  const lanes = { engine: 0, export: 0 };
  for (const job of open) {
    const own = secondsOf(job);
    if (own === undefined) return undefined;
    lanes[job.kind === 'generate' ? 'engine' : 'export'] += own;
  }
  return Math.max(lanes.engine, lanes.export);
}
