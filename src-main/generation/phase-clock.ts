import type { PhaseName } from '../../src-shared/jobs/job.ts';

/** Wall seconds per phase, in which a phase lasts until the next one begins. */
export interface PhaseClock {
  enter(phase: PhaseName): void;
  read(): Partial<Record<PhaseName | 'total', number>>;
}

export function startPhaseClock(nowMs: () => number): PhaseClock {
  const startedMs = nowMs();
  const seconds = new Map<PhaseName, number>();
  let current: PhaseName | undefined;
  let sinceMs = startedMs;

  function settle(): void {
    const now = nowMs();
    if (current !== undefined) seconds.set(current, (seconds.get(current) ?? 0) + (now - sinceMs) / 1000);
    sinceMs = now;
  }

  return {
    enter(phase) {
      settle();
      current = phase;
    },
    read() {
      settle();
      return { ...Object.fromEntries(seconds), total: (nowMs() - startedMs) / 1000 };
    },
  };
}
