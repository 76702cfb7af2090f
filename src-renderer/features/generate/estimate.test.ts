import { describe, expect, it } from 'vitest';
import { addRun, costKey, estimateSeconds, type Run } from './estimate.ts';

const settings = { packId: 'animatic', quality: 'final', steps: null } as const;
const key = costKey(settings);

describe('how long a shot will take', () => {
  it('is not claimed before the first run, nor from runs with other settings', () => {
    const drafts = addRun([], { key: costKey({ ...settings, quality: 'draft' }), made: 2, took: 1 });
    expect(estimateSeconds(drafts, settings, 2)).toBeUndefined();
  });

  it('scales with the length and is not thrown off by one slow run', () => {
    const runs = [3, 40, 3.2].reduce<readonly Run[]>((all, took) => addRun(all, { key, made: 2, took }), []);
    expect(estimateSeconds(runs, settings, 4)).toBeCloseTo(6.4);
  });

  it('forgets old runs, so that it follows a machine that has changed', () => {
    let runs: readonly Run[] = [];
    for (let run = 0; run < 40; run += 1) runs = addRun(runs, { key, made: 1, took: run < 20 ? 100 : 5 });
    expect(runs.length).toBe(12);
    expect(estimateSeconds(runs, settings, 1)).toBe(5);
  });

  it('learns nothing from a run without a length', () => {
    expect(addRun([], { key, made: 0, took: 3 })).toEqual([]);
  });
});
