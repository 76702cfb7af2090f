import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { Clip, Track } from '../../../src-shared/project/schema.ts';
import { clipsWithin, mostMounted, mountPlan } from './mount-plan.ts';

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

  it('never exceeds its budget by more than one clip a track, and mounts what can have the focus wherever it is', () => {
    fc.assert(
      fc.property(tracks, ranges, fc.double({ min: 0.02, max: 48, noNaN: true }), (all, range, zoom) => {
        const { clips, atOnce } = mountPlan(all, { range, zoom, focused: null });
        expect(clips.size).toBeLessThanOrEqual(mostMounted + all.length);
        for (const { clips: own } of all) {
          const first = own[0]?.id;
          if (first === undefined) continue;
          expect(atOnce.has(first)).toBe(true);
          expect(clips.has(first)).toBe(true);
        }
      }),
    );
  });

  it('mounts every clip in sight that is wide enough to be aimed at, as long as they fit', () => {
    fc.assert(
      fc.property(tracks, ranges, (all, range) => {
        const seen = all.flatMap((one) => clipsWithin(one.clips, range));
        fc.pre(seen.length <= mostMounted);
        const { clips } = mountPlan(all, { range, zoom: 1, focused: null });
        expect(seen.filter(({ id, length }) => length >= 10 && !clips.has(id))).toEqual([]);
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
    const { clips } = mountPlan(all, { range: { from: 0, to: 1e6 }, zoom: 6, focused: null });
    expect(clips.size).toBeLessThanOrEqual(mostMounted + 10);
  });
});
