import type { PhaseName } from '../../../src-shared/jobs/job.ts';
import type { RunReports } from './run-reports.ts';

/** Wall seconds per phase, and the report of each beginning. */
export function createStopwatch(reports: RunReports) {
  const seconds: Partial<Record<PhaseName, number>> = {};
  let running: { phase: PhaseName; since: number } | undefined;
  const stop = (): void => {
    if (running === undefined) return;
    seconds[running.phase] = (seconds[running.phase] ?? 0) + (performance.now() - running.since) / 1000;
    running = undefined;
  };
  return {
    seconds,
    stop,
    async begin(phase: PhaseName): Promise<void> {
      stop();
      running = { phase, since: performance.now() };
      await reports.phase(phase);
    },
  };
}
