/**
 * How long a shot will take, learnt from finished runs on this machine: the median of real seconds per second of video,
 * per pack and per setting that changes the cost. Nothing is claimed before the first run.
 */
export interface Run {
  readonly key: string;
  /** Seconds of new video. */
  readonly made: number;
  /** Seconds it took, waiting in the queue left out. */
  readonly took: number;
}

export interface CostSettings {
  readonly packId: string;
  readonly quality: 'draft' | 'final';
  readonly steps: number | null;
}

const keptPerKey = 12;

export function costKey({ packId, quality, steps }: CostSettings): string {
  return `${packId}/${quality}/${steps ?? 'default'}`;
}

export function addRun(runs: readonly Run[], run: Run): readonly Run[] {
  if (!(run.made > 0) || !(run.took > 0)) return runs;
  const same = runs.filter(({ key }) => key === run.key);
  const others = runs.filter(({ key }) => key !== run.key);
  return [...others, ...same.slice(-(keptPerKey - 1)), run];
}

/** Seconds of work for `seconds` of video; undefined before the first run with these settings. */
export function estimateSeconds(
  runs: readonly Run[],
  settings: CostSettings,
  seconds: number,
): number | undefined {
  const key = costKey(settings);
  const rates = runs
    .filter((run) => run.key === key)
    .map((run) => run.took / run.made)
    .sort((a, b) => a - b);
  const median = rates[Math.floor((rates.length - 1) / 2)];
  return median === undefined ? undefined : median * seconds;
}
