import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { Clip, Track } from '../../../src-shared/project/schema.ts';
import { clipsWithin, mostMounted, mountPlan, mountThreshold } from './mount-plan.ts';

function track(name: string, lengths: readonly number[], gap = 0): Track {
  let at = 0;
  const clips = lengths.map((length, index) => {
    const clip = { id: `${name}-${index}`, name: '', start: at, length, sourceIn: 0 };
    at += length + gap;
    return branded<Clip>(clip);
  });
  return branded<Track>({ id: name, kind: 'video', name, clips });
}
const tracks = fc
  .array(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 300 }), { minLength: 1, maxLength: 10 })
  .map((all) => all.map((lengths, index) => track(`t${index}`, lengths, index)));
const ranges = fc
  .tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 100_000 }))
  .map(([from, length]) => ({ from, to: from + length }));

describe('what is mounted', () => {
  it('finds exactly the clips that can be seen', () => {
    fc.assert(
      fc.property(tracks, ranges, ([one], range) => {
        const clips = one?.clips ?? [];
        expect(clipsWithin(clips, range)).toEqual(
          clips.filter((clip) => clip.start < range.to && clip.start + clip.length > range.from),
        );
      }),
    );
  });

  it('never exceeds its budget by more than one clip a track, and leaves nothing undrawn', () => {
    fc.assert(
      fc.property(tracks, ranges, (all, range) => {
        const threshold = mountThreshold(all, range);
        let mounted = 0;
        for (const one of all) {
          const plan = mountPlan(one, range, threshold, one.clips[0]?.id);
          mounted += plan.mounted.length;
          const drawn = new Set([...plan.mounted, ...plan.painted]);
          expect(clipsWithin(one.clips, range).filter((clip) => !drawn.has(clip))).toEqual([]);
        }
        expect(mounted).toBeLessThanOrEqual(mostMounted + all.length);
      }),
    );
  });

  it('holds for two thousand equal clips on ten tracks', () => {
    const all = Array.from({ length: 10 }, (_, index) =>
      track(
        `t${index}`,
        Array.from({ length: 200 }, () => 48),
      ),
    );
    const range = { from: 0, to: 1e6 };
    const threshold = mountThreshold(all, range);
    const count = all.reduce(
      (sum, one) => sum + mountPlan(one, range, threshold, undefined).mounted.length,
      0,
    );
    expect(count).toBeLessThanOrEqual(mostMounted);
  });
});
