import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frames } from '../time/rate.ts';
import type { SourceFacts } from './piece.ts';
import { generationRequestSchema, type GenerationRequestInput } from './request.ts';
import { resolveGeneration } from './resolve.ts';
import { lengthOf, planShot, type ShotPlan } from './shot-plan.ts';
import { sourceUses } from './source-uses.ts';
import { takeShape } from './take-shape.ts';
import { takeRequests } from './take-requests.ts';
import { testPack } from './testing/pack.ts';

const film = { num: 24, den: 1 };
const clip: SourceFacts = { width: 1920, height: 1080, frames: frames(48), rate: film };
const image: SourceFacts = { ...clip, frames: frames(1) };

type Wish = GenerationRequestInput extends infer Each
  ? Each extends GenerationRequestInput
    ? Omit<Each, 'prompt'> & { readonly prompt?: string }
    : never
  : never;

function shotOf(wish: Wish, sources: readonly SourceFacts[] = []): ShotPlan {
  const request = generationRequestSchema.parse({ prompt: 'a fox', ...wish });
  const resolved = resolveGeneration(request, { pack: testPack(), sources, drawSeed: () => '1' });
  return planShot(request, resolved, sources);
}

function totalOf({ parts }: ShotPlan): number {
  return parts.reduce((sum, part) => sum + lengthOf(part), 0);
}

/** Plan indices that the finished file shows as made. */
function madeIn({ plan, parts }: ShotPlan): number[] {
  const given = new Set(plan.given);
  return parts.flatMap((part) =>
    part.kind === 'generated' || part.kind === 'woven' ? part.shows.filter((index) => !given.has(index)) : [],
  );
}

const seconds = (count: number): number => count / 24;

describe('a shot from words', () => {
  it('generates 48 frames of film from 16 of the model', () => {
    const shot = shotOf({ operation: 'generate', seconds: 2 });
    expect(shot.plan.total).toBe(16);
    expect(shot.given).toEqual([]);
    expect(shot.parts).toEqual([{ kind: 'generated', shows: expect.any(Array) }]);
    expect(madeIn(shot).slice(0, 4)).toEqual([0, 0, 0, 1]);
  });

  it('is a closed one where a loop is asked for', () => {
    const shot = shotOf({ operation: 'loop', seconds: 2 });
    expect(shot).toMatchObject({ closes: true, plan: { loop: true, given: [] } });
    expect(totalOf(shot)).toBe(48);
  });
});

describe('pinned pictures', () => {
  it('show the image first, and a last one last', () => {
    const shot = shotOf({ operation: 'animate', image: 'image-1', last: 'image-2', seconds: 2 }, [
      image,
      image,
    ]);
    expect(shot.plan.given).toEqual([0, 15]);
    expect(shot.given).toEqual([
      { source: 0, frame: 0 },
      { source: 1, frame: 0 },
    ]);
    expect(shot.parts.map(({ kind }) => kind)).toEqual(['still', 'generated', 'still']);
    expect(shot.parts[2]).toEqual({ kind: 'still', source: 1, frame: 0, count: 3 });
  });

  it('stand where they are pinned, in any order, images and frames of clips', () => {
    const keys = [
      { source: 'clip-1', frame: 30, at: 1 },
      { source: 'image-1', at: 0 },
      { source: 'image-1', at: 2 },
    ];
    const shot = shotOf({ operation: 'keyframes', seconds: 2, keys }, [clip, image, image]);
    expect(shot.plan.given).toEqual([0, 8, 15]);
    expect(shot.given).toEqual([
      { source: 1, frame: 0 },
      { source: 0, frame: 30 },
      { source: 2, frame: 0 },
    ]);
    expect(totalOf(shot)).toBe(48);
  });

  it('are refused outside the shot, outside their clip and at one moment', () => {
    const keys = (...at: number[]) => at.map((moment) => ({ source: 'image-1', at: moment }));
    const wish = { operation: 'keyframes', seconds: 2 } as const;
    expect(() => shotOf({ ...wish, keys: keys(2.5) }, [image])).toThrowError(
      expect.objectContaining({ code: 'input.seconds' }),
    );
    expect(() => shotOf({ ...wish, keys: keys(1, 1.05) }, [image, image])).toThrowError(
      expect.objectContaining({ code: 'input.seconds' }),
    );
    expect(() => shotOf({ ...wish, keys: [{ source: 'clip-1', frame: 48, at: 1 }] }, [clip])).toThrowError(
      expect.objectContaining({ code: 'input.option' }),
    );
  });
});

describe('extending', () => {
  it('forward: known frames go back from the join, the first new frame is new', () => {
    const shot = shotOf({ operation: 'extend-forward', source: 'clip-1', seconds: 1 }, [clip]);
    expect(shot.plan.given).toHaveLength(6);
    expect(shot.given.map(({ frame }) => frame)).toEqual([30, 33, 36, 39, 42, 45]);
    expect(shot.parts[0]).toEqual({ kind: 'source', source: 0, first: 0, count: 48 });
    expect([madeIn(shot)[0], madeIn(shot).at(-1)]).toEqual([6, 13]);
  });

  it('backward: known frames go on from the head, the last new frame is next to it', () => {
    const shot = shotOf({ operation: 'extend-backward', source: 'clip-1', seconds: 1 }, [clip]);
    expect(shot.plan.given[0]).toBe(8);
    expect(shot.given.slice(0, 3).map(({ frame }) => frame)).toEqual([0, 3, 6]);
    expect([madeIn(shot)[0], madeIn(shot).at(-1)]).toEqual([0, 7]);
  });

  it('uses and keeps only the part of a file that is asked for', () => {
    const shot = shotOf({ operation: 'extend-forward', source: 'clip-1', range: [10, 12], seconds: 1 }, [
      clip,
    ]);
    expect(shot.parts[0]).toEqual({ kind: 'source', source: 0, first: 10, count: 12 });
    expect(shot.given.map(({ frame }) => frame)).toEqual([10, 13, 16, 19]);
  });

  it('refuses footage without a frame and a range outside the clip', () => {
    const empty = { ...clip, frames: frames(0) };
    const wish = { operation: 'extend-forward', source: 'clip-1', seconds: 1 } as const;
    expect(() => shotOf(wish, [empty])).toThrowError(
      expect.objectContaining({ code: 'input.clip.tooShort' }),
    );
    expect(() => shotOf({ ...wish, range: [40, 9] }, [clip])).toThrowError(
      expect.objectContaining({ code: 'input.option' }),
    );
  });
});

describe('between two known sides', () => {
  const bridge = { operation: 'bridge', before: { source: 'clip-1' }, after: { source: 'clip-2' } } as const;

  it('asks for 37 frames and gets 37', () => {
    const shot = shotOf({ ...bridge, seconds: seconds(37) }, [clip, clip]);
    expect(shot.parts.map(lengthOf)).toEqual([48, 37, 48]);
  });

  it('knows several frames of both neighbours', () => {
    const shot = shotOf({ ...bridge, seconds: 1 }, [clip, clip]);
    expect(shot.given.filter(({ source }) => source === 0).map(({ frame }) => frame)).toEqual([
      36, 39, 42, 45,
    ]);
    expect(shot.given.filter(({ source }) => source === 1).map(({ frame }) => frame)).toEqual([0, 3, 6, 9]);
  });

  it('in place of their ends keeps the length of both', () => {
    const shot = shotOf({ ...bridge, seconds: 1, join: true }, [clip, clip]);
    expect(shot.parts).toMatchObject([
      { kind: 'source', source: 0, first: 0, count: 36 },
      { kind: 'generated' },
      { kind: 'source', source: 1, first: 12, count: 36 },
    ]);
    expect(shot.given.filter(({ source }) => source === 0).at(-1)?.frame).toBe(33);
    expect(() => shotOf({ ...bridge, seconds: 4, join: true }, [clip, clip])).toThrowError(
      expect.objectContaining({ code: 'input.clip.tooShort' }),
    );
  });

  it('bridges a minute between two clips of two seconds, to the frame', () => {
    const [before, after] = [{ source: 'media-a' }, { source: 'media-b' }];
    const shot = shotOf({ operation: 'bridge', seconds: 60, before, after }, [clip, clip]);
    expect(totalOf(shot)).toBe(48 + 1440 + 48);
    const longer = { prompt: '', operation: 'bridge', seconds: 60.01, before, after };
    expect(generationRequestSchema.safeParse(longer).success).toBe(false);
  });

  it('bridges clips of two rates and with a single frame to spare', () => {
    const other = { ...clip, rate: { num: 30_000, den: 1001 }, frames: frames(60) };
    const shot = shotOf({ ...bridge, seconds: 2 }, [clip, other]);
    expect(shot.parts.map(lengthOf)).toEqual([48, 48, 48]);
    expect(shot.given.filter(({ source }) => source === 1).map(({ frame }) => frame)[1]).toBe(4);
    expect(shotOf({ ...bridge, seconds: seconds(1) }, [image, image]).parts.map(lengthOf)).toEqual([1, 1, 1]);
  });

  it('fills a hole and leaves everything else', () => {
    const shot = shotOf({ operation: 'fill', source: 'clip-1', from: 0.5, to: 1 }, [clip]);
    expect(shot.parts).toMatchObject([
      { kind: 'source', first: 0, count: 12 },
      { kind: 'generated' },
      { kind: 'source', first: 24, count: 24 },
    ]);
    expect(totalOf(shot)).toBe(48);
    const head = shotOf({ operation: 'fill', source: 'clip-1', from: 0, to: 1 }, [clip]);
    expect(head.parts.map(({ kind }) => kind)).toEqual(['generated', 'source']);
    const tail = shotOf({ operation: 'fill', source: 'clip-1', from: 1, to: 2 }, [clip]);
    expect(tail.parts.map(({ kind }) => kind)).toEqual(['source', 'generated']);
  });

  it('refuses a hole that is not in the clip or is all of it', () => {
    const fill = (from: number, to: number) => () =>
      shotOf({ operation: 'fill', source: 'clip-1', from, to }, [clip]);
    expect(fill(1, 2.5)).toThrowError(expect.objectContaining({ code: 'input.seconds' }));
    expect(fill(1, 1)).toThrowError(expect.objectContaining({ code: 'input.seconds' }));
    expect(fill(1.5, 0.5)).toThrowError(expect.objectContaining({ code: 'input.seconds' }));
    expect(fill(0, 2)).toThrowError(expect.objectContaining({ code: 'input.clip.tooShort' }));
  });

  it('closes a clip from its end to its beginning', () => {
    const shot = shotOf({ operation: 'loop', source: 'clip-1', seconds: 1 }, [clip]);
    expect(shot.closes).toBe(true);
    expect(shot.parts.map(lengthOf)).toEqual([48, 24]);
    expect(shot.given.map(({ frame }) => frame)).toEqual([36, 39, 42, 45, 0, 3, 6, 9]);
  });
});

describe('any shot beside footage', () => {
  it('has exactly the frames asked for, each made once, and asks for no frame outside the files', () => {
    const rates = fc.constantFrom(film, { num: 25, den: 1 }, { num: 30_000, den: 1001 }, { num: 15, den: 1 });
    const source = fc.record({ frames: fc.integer({ min: 1, max: 200 }).map(frames), rate: rates });
    const asked = fc.integer({ min: 1, max: 600 });
    const operations = fc.constantFrom('extend-forward', 'extend-backward', 'loop', 'bridge' as const);
    fc.assert(
      fc.property(operations, source, source, asked, rates, (operation, a, b, count, rate) => {
        fc.pre(operation === 'bridge' || count >= 8);
        const sources = [a, b].map((each) => ({ ...clip, ...each }));
        const common = { seconds: (count * rate.den) / rate.num, rate };
        const own = rate.num === 15 ? { ...common, rate: film, seconds: count / 24 } : common;
        const shot =
          operation === 'bridge'
            ? shotOf(
                { ...own, operation, before: { source: 'clip-1' }, after: { source: 'clip-2' } },
                sources,
              )
            : shotOf({ ...own, operation, source: 'clip-1' }, sources);
        const made = madeIn(shot);
        expect(made).toHaveLength(count);
        expect(new Set(made).size).toBe(shot.plan.total - shot.plan.given.length);
        expect(shot.given).toHaveLength(shot.plan.given.length);
        for (const { source: index, frame } of shot.given) {
          expect(frame).toBeGreaterThanOrEqual(0);
          expect(frame).toBeLessThan(sources[index]?.frames ?? 0);
        }
      }),
    );
  });
});

describe('every frame made again', () => {
  it('restyles each model frame from the picture on screen at its time', () => {
    const shot = shotOf({ operation: 'restyle', source: 'clip-1', strength: 0.6 }, [clip]);
    expect(shot.guides.map(({ frame }) => frame)).toEqual(Array.from({ length: 16 }, (_, at) => at * 3));
    expect(totalOf(shot)).toBe(48);
    const kept = shotOf({ operation: 'restyle', source: 'clip-1', strength: 0 }, [clip]);
    expect(kept.parts).toEqual([{ kind: 'source', source: 0, first: 0, count: 48 }]);
  });

  it('refuses more than a minute', () => {
    const long = { ...clip, frames: frames(24 * 61) };
    expect(() => shotOf({ operation: 'restyle', source: 'clip-1', strength: 1 }, [long])).toThrowError(
      expect.objectContaining({ code: 'input.seconds' }),
    );
  });
});

describe('smoothing', () => {
  const smooth = (facts: SourceFacts, rate: { num: number; den: number }) =>
    shotOf({ operation: 'smooth', source: 'clip-1', rate }, [facts]);

  it('makes the frames between and shows the clip’s own at their times', () => {
    const shot = smooth({ ...clip, frames: frames(4) }, { num: 48, den: 1 });
    expect(shot.parts).toEqual([
      { kind: 'woven', source: 0, first: 0, step: 1, every: 2, shows: [0, 1, 2, 3, 4, 5] },
      { kind: 'still', source: 0, frame: 3, count: 2 },
    ]);
    expect(totalOf(shot)).toBe(8);
  });

  it('works from pictures where a film holds each for three frames', () => {
    const shot = smooth({ ...clip, frames: frames(9), hold: 3 }, film);
    expect(shot.given.map(({ frame }) => frame)).toEqual([0, 3, 6]);
    expect(shot.parts[0]).toMatchObject({ kind: 'woven', step: 3, every: 3 });
    expect(totalOf(shot)).toBe(9);
  });

  it('from 24 to 60 shows every second of its own', () => {
    const shot = smooth(clip, { num: 60, den: 1 });
    expect(shot.parts[0]).toMatchObject({ kind: 'woven', step: 2, every: 5 });
    expect(totalOf(shot)).toBe(120);
  });

  it('refuses a rate that is not higher, one in no simple proportion, and a still', () => {
    const rate = expect.objectContaining({ code: 'input.rate' });
    expect(() => smooth(clip, film)).toThrowError(rate);
    expect(() => smooth(clip, { num: 24_000, den: 1001 })).toThrowError(rate);
    expect(() => smooth(clip, { num: 60_000, den: 1001 })).toThrowError(rate);
    expect(() => smooth({ ...clip, frames: frames(1) }, { num: 48, den: 1 })).toThrowError(
      expect.objectContaining({ code: 'input.clip.tooShort' }),
    );
  });
});

describe('what a request is made from', () => {
  it('is named in the order shots count it', () => {
    const request = generationRequestSchema.parse({
      operation: 'bridge',
      prompt: '',
      seconds: 1,
      before: { source: 'clip-1', range: [3, 9] },
      after: { source: 'clip-2' },
    });
    expect(sourceUses(request)).toEqual([
      { mediaId: 'clip-1', kind: 'video', range: [3, 9] },
      { mediaId: 'clip-2', kind: 'video', range: undefined },
    ]);
  });
});

describe('the shape of a take', () => {
  it('is what the shot then is', () => {
    const wishes: Wish[] = [
      { operation: 'generate', seconds: 1.5 },
      { operation: 'extend-forward', source: 'clip-1', seconds: 1 },
      { operation: 'extend-backward', source: 'clip-1', range: [5, 20], seconds: 1 },
      { operation: 'loop', source: 'clip-1', seconds: 0.5 },
      {
        operation: 'bridge',
        before: { source: 'clip-1' },
        after: { source: 'clip-2', range: [4, 30] },
        seconds: seconds(13),
        join: true,
      },
      { operation: 'fill', source: 'clip-1', range: [6, 40], from: 0.5, to: 1.25 },
      { operation: 'restyle', source: 'clip-1', strength: 0.5 },
      { operation: 'smooth', source: 'clip-1', rate: film },
    ];
    for (const wish of wishes) {
      const held = { ...clip, hold: 3 };
      const shot = shotOf(wish, [held, held]);
      const shape = takeShape(generationRequestSchema.parse({ prompt: 'a fox', ...wish }), film, [48, 48]);
      expect(shape.frames, wish.operation).toBe(totalOf(shot));
      const made = shot.parts.findIndex(({ kind }) => kind === 'generated' || kind === 'woven');
      const before = shot.parts.slice(0, made).reduce((sum, part) => sum + lengthOf(part), 0);
      expect(shape.made[0], wish.operation).toBe(before);
    }
  });
});

describe('several takes', () => {
  const request = generationRequestSchema.parse({
    operation: 'generate',
    prompt: 'a fox',
    seconds: 2,
    takes: 3,
  });

  it('have seeds of their own, counted from a given one or drawn', () => {
    let drawn = 0;
    const draw = (): string => String((drawn += 1));
    expect(takeRequests(request, draw).map(({ seed, takes }) => [seed, takes])).toEqual([
      ['1', 1],
      ['2', 1],
      ['3', 1],
    ]);
    const last = (2n ** 64n - 1n).toString();
    expect(takeRequests({ ...request, seed: last }, draw).map(({ seed }) => seed)).toEqual([last, '0', '1']);
    expect(takeRequests({ ...request, takes: 1 }, draw)[0]?.seed).toBeUndefined();
  });
});
