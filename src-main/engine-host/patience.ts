import type { FromEngine } from '../engine/protocol.ts';

/** How long a cancelled run may take to answer: two of its steps, and never less than a given time. */
export interface Patience {
  noteStep(news: FromEngine): void;
  readonly milliseconds: () => number;
}

const remembered = 31;

/** Learns the length of a step from the steps that are reported. */
export function createPatience(least: number, now: () => number = () => performance.now()): Patience {
  let lastAt: number | undefined;
  const durations: number[] = [];
  return {
    noteStep(news) {
      if (news.type !== 'step') return;
      const at = now();
      if (lastAt !== undefined) durations.push(at - lastAt);
      if (durations.length > remembered) durations.shift();
      lastAt = at;
    },
    milliseconds() {
      const median = [...durations].sort((a, b) => a - b)[Math.floor(durations.length / 2)] ?? 0;
      return Math.max(2 * median, least);
    },
  };
}
