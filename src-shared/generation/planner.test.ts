import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generationPlanSchema, type GenerationPlan } from './plan.ts';
import { workOf } from './window-work.ts';
import { planGeneration, type PlanLimits, type PlanRequest } from './planner.ts';

const animatic: PlanLimits = { rate: { num: 8, den: 1 }, window: 16, strides: [1, 2, 4, 8], context: 6 };

const packs: fc.Arbitrary<PlanLimits> = fc.record({
  rate: fc.constantFrom({ num: 8, den: 1 }, { num: 16, den: 1 }, { num: 24_000, den: 1001 }),
  window: fc.integer({ min: 2, max: 49 }),
  strides: fc.constantFrom([1], [1, 2], [1, 2, 4], [1, 2, 4, 8], [1, 3, 9], [1, 2, 3, 5], [8, 1, 4, 2, 2]),
  context: fc.integer({ min: 1, max: 12 }),
});

const count = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 500 }));

const requests: fc.Arbitrary<PlanRequest> = fc.oneof(
  fc.record({ operation: fc.constantFrom('generate' as const, 'loop' as const), frames: count }),
  fc.record({ operation: fc.constant('restyle' as const), frames: count }),
  fc.record({
    operation: fc.constant('animate' as const),
    frames: count.map((frames) => frames + 1),
    last: fc.boolean(),
  }),
  fc.record({
    operation: fc.constantFrom('extend-forward' as const, 'extend-backward' as const),
    newFrames: count,
    available: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({
    operation: fc.constantFrom('bridge' as const, 'fill' as const),
    newFrames: count,
    before: fc.integer({ min: 1, max: 60 }),
    after: fc.integer({ min: 1, max: 60 }),
  }),
  count.chain((frames) =>
    fc.record({
      operation: fc.constant('keyframes' as const),
      frames: fc.constant(frames),
      keys: fc.array(fc.integer({ min: 0, max: frames - 1 }), { minLength: 1, maxLength: 12 }),
    }),
  ),
  fc.record({
    operation: fc.constant('smooth' as const),
    frames: fc.integer({ min: 2, max: 60 }),
    factor: fc.integer({ min: 2, max: 6 }),
  }),
);

/** Breaks of the promises in `plan.ts`, as sentences; empty = a sound plan. */
function breaches(plan: GenerationPlan, limits: PlanLimits): string[] {
  const found: string[] = [];
  const madeBy = new Map<number, number>();
  const known = new Set(plan.given);
  if (!generationPlanSchema.safeParse(plan).success) found.push('does not match its schema');
  if (known.size !== plan.given.length) found.push('a frame is given twice');
  if (plan.given.some((frame, at) => at > 0 && frame <= (plan.given[at - 1] ?? -1)))
    found.push('given descends');
  for (const [number, window] of plan.windows.entries()) {
    if (window.frames.length > limits.window) found.push(`window ${number} is too long`);
    if (window.frames.length !== window.known.length) found.push(`window ${number}: lengths differ`);
    if (new Set(window.frames).size !== window.frames.length) found.push(`window ${number} repeats a frame`);
    if (!window.known.includes(false)) found.push(`window ${number} makes nothing`);
    let wraps = 0;
    for (const [at, frame] of window.frames.entries()) {
      if (frame < 0 || frame >= plan.total) found.push(`window ${number} leaves the plan`);
      const isKnown = window.known[at] === true;
      if (isKnown && !known.has(frame)) found.push(`window ${number} knows ${frame} before it is made`);
      if (!isKnown && known.has(frame)) found.push(`window ${number} makes known ${frame} again`);
      if (!isKnown) madeBy.set(frame, number);
      const before = window.frames[at - 1];
      if (before === undefined) continue;
      if (frame < before) wraps += 1;
      else if (!limits.strides.includes(frame - before))
        found.push(`window ${number} steps ${frame - before}`);
    }
    if (wraps > (plan.loop ? 1 : 0)) found.push(`window ${number} does not ascend`);
    for (const frame of window.frames) known.add(frame);
  }
  for (const frame of plan.given) if (madeBy.has(frame)) found.push(`given ${frame} is made`);
  if (madeBy.size + plan.given.length !== plan.total) found.push('some frames are never made');
  return found;
}

function stepsOf(frames: readonly number[]): Set<number> {
  return new Set(frames.slice(1).map((frame, at) => frame - (frames[at] ?? 0)));
}

describe('any plan', () => {
  it('makes every frame that was not given exactly once, from frames that exist by then, within the pack', () => {
    fc.assert(
      fc.property(requests, packs, (request, limits) => {
        expect(breaches(planGeneration(request, limits), limits)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  it('makes exactly the number of frames asked for', () => {
    fc.assert(
      fc.property(count, fc.integer({ min: 1, max: 60 }), packs, (newFrames, available, limits) => {
        for (const operation of ['extend-forward', 'extend-backward'] as const) {
          const plan = planGeneration({ operation, newFrames, available }, limits);
          expect(plan.total - plan.given.length).toBe(newFrames);
        }
      }),
    );
  });

  it('gives known frames in one run beside the join', () => {
    fc.assert(
      fc.property(count, fc.integer({ min: 1, max: 60 }), packs, (newFrames, available, limits) => {
        const forward = planGeneration({ operation: 'extend-forward', newFrames, available }, limits);
        const backward = planGeneration({ operation: 'extend-backward', newFrames, available }, limits);
        const run = forward.given.length;
        expect(run).toBeLessThanOrEqual(available);
        expect(forward.given).toEqual(Array.from({ length: run }, (_, index) => index));
        expect(backward.given).toEqual(Array.from({ length: run }, (_, index) => newFrames + index));
      }),
    );
  });

  it('keeps every step inside a window alike, except where keys or the wrap of a loop do not allow it', () => {
    fc.assert(
      fc.property(requests, (request) => {
        fc.pre(!['keyframes', 'animate', 'loop', 'bridge', 'fill'].includes(request.operation));
        for (const window of planGeneration(request, animatic).windows) {
          expect(stepsOf(window.frames).size).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('bridges with even steps as soon as both sides have the preferred context', () => {
    fc.assert(
      fc.property(
        count,
        fc.integer({ min: 6, max: 60 }),
        fc.integer({ min: 6, max: 60 }),
        (newFrames, before, after) => {
          const plan = planGeneration({ operation: 'bridge', newFrames, before, after }, animatic);
          for (const window of plan.windows) expect(stepsOf(window.frames).size).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('a request that fits one window', () => {
  it('uses one, whatever it is and however much context there is', () => {
    const context = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(context, context, fc.integer({ min: 2, max: 16 }), (before, after, frames) => {
        const fitting: PlanRequest[] = [
          { operation: 'generate', frames },
          { operation: 'loop', frames },
          { operation: 'animate', frames, last: before % 2 === 0 },
          { operation: 'extend-forward', newFrames: Math.min(frames, 13), available: before },
          { operation: 'extend-backward', newFrames: Math.min(frames, 13), available: after },
          { operation: 'bridge', newFrames: Math.min(frames, 10), before, after },
        ];
        expect(fitting.map((request) => planGeneration(request, animatic).windows.length)).toEqual([
          1,
          1,
          frames === 2 && before % 2 === 0 ? 0 : 1,
          1,
          1,
          1,
        ]);
      }),
    );
  });

  it('generates two seconds in one window', () => {
    const plan = planGeneration({ operation: 'generate', frames: 16 }, animatic);
    expect(plan.windows).toHaveLength(1);
    expect(plan.windows[0]?.known.every((known) => !known)).toBe(true);
  });

  it('animates an image as the first frame', () => {
    const plan = planGeneration({ operation: 'animate', frames: 16 }, animatic);
    expect(plan.given).toEqual([0]);
    expect(plan.windows).toHaveLength(1);
    expect(plan.windows[0]?.known.indexOf(false)).toBe(1);
  });

  it('gives a one-second extension the preferred context and no more, which would only cost', () => {
    const plan = planGeneration({ operation: 'extend-forward', newFrames: 8, available: 100 }, animatic);
    expect(plan.given).toEqual([0, 1, 2, 3, 4, 5]);
    expect(plan.windows).toHaveLength(1);
    expect(plan.windows[0]?.frames).toHaveLength(14);
  });

  it('extends backward as the mirror of forward', () => {
    const plan = planGeneration({ operation: 'extend-backward', newFrames: 8, available: 100 }, animatic);
    expect(plan.given).toEqual([8, 9, 10, 11, 12, 13]);
    expect(plan.windows[0]?.known.slice(0, 8).includes(true)).toBe(false);
  });

  it('bridges with several frames of both sides', () => {
    const plan = planGeneration({ operation: 'bridge', newFrames: 8, before: 40, after: 40 }, animatic);
    expect(plan.windows).toHaveLength(1);
    expect(plan.given).toEqual([0, 1, 2, 3, 12, 13, 14, 15]);
  });

  it('closes a loop of one window on itself', () => {
    const plan = planGeneration({ operation: 'loop', frames: 16 }, animatic);
    expect(plan).toMatchObject({ loop: true, given: [], total: 16 });
    expect(plan.windows).toHaveLength(1);
  });
});

describe('a request longer than a window', () => {
  it('makes far frames first and the inside after', () => {
    const plan = planGeneration({ operation: 'generate', frames: 48 }, animatic);
    const [first] = plan.windows;
    const firstSpan = (first?.frames.at(-1) ?? 0) - (first?.frames[0] ?? 0);
    expect(firstSpan).toBeGreaterThan(32);
    expect(first?.frames.at(-1)).toBe(47);
  });

  it('plans sixty seconds in a sane number of windows whose chain at the top is short', () => {
    const sane: Record<string, number> = {};
    for (const request of [
      { operation: 'generate', frames: 480 },
      { operation: 'animate', frames: 480 },
      { operation: 'extend-forward', newFrames: 480, available: 48 },
      { operation: 'extend-backward', newFrames: 480, available: 48 },
      { operation: 'bridge', newFrames: 480, before: 48, after: 48 },
      { operation: 'loop', frames: 480 },
      { operation: 'keyframes', frames: 480, keys: [0, 100, 237, 479] },
    ] as const satisfies readonly PlanRequest[]) {
      const plan = planGeneration(request, animatic);
      sane[request.operation] = plan.windows.length;
      const wide = plan.windows.filter((window) => (window.frames[1] ?? 0) - (window.frames[0] ?? 0) === 8);
      expect(wide.length, request.operation).toBeGreaterThan(0);
      expect(wide.length, request.operation).toBeLessThanOrEqual(8);
    }
    for (const windows of Object.values(sane)) expect(windows).toBeLessThanOrEqual(70);
    // 480 frames can't be made in fewer than 30 windows of 16.
    for (const windows of Object.values(sane)) expect(windows).toBeGreaterThanOrEqual(30);
  });

  it('lets fine windows end at a frame that is already there, never in the void', () => {
    const plan = planGeneration({ operation: 'generate', frames: 480 }, animatic);
    const fine = plan.windows.filter((window) => (window.frames[1] ?? 0) - (window.frames[0] ?? 0) === 1);
    for (const window of fine) expect(window.known.at(-1)).toBe(true);
  });

  it('spends at most two thirds more than the bare minimum of work', () => {
    for (let frames = 17; frames <= 480; frames += 1) {
      const plan = planGeneration({ operation: 'generate', frames }, animatic);
      const slots = plan.windows.reduce((sum, window) => sum + window.frames.length, 0);
      expect(slots / frames, `${frames} frames`).toBeLessThan(5 / 3 + 0.25);
    }
  });

  it('takes context as far back as its widest step can use', () => {
    const plan = planGeneration({ operation: 'extend-forward', newFrames: 120, available: 400 }, animatic);
    expect(plan.given.length).toBeGreaterThanOrEqual(17);
    expect(plan.given.length).toBeLessThanOrEqual(41);
  });

  it('closes a loop: the last coarse window sees the beginning again', () => {
    const plan = planGeneration({ operation: 'loop', frames: 480 }, animatic);
    const wrapping = plan.windows.filter((window) => (window.frames.at(-1) ?? 0) < (window.frames[0] ?? 0));
    expect(wrapping.length).toBeGreaterThanOrEqual(2);
  });
});

describe('a join with footage', () => {
  it('is made by a window of neighbouring frames that sees several of the footage, never one', () => {
    const least = 3;
    fc.assert(
      fc.property(
        count,
        fc.integer({ min: 6, max: 60 }),
        fc.integer({ min: 6, max: 60 }),
        (newFrames, before, after) => {
          for (const request of [
            { operation: 'extend-forward', newFrames, available: before },
            { operation: 'extend-backward', newFrames, available: after },
            { operation: 'bridge', newFrames, before, after },
          ] as const satisfies readonly PlanRequest[]) {
            const plan = planGeneration(request, animatic);
            const given = new Set(plan.given);
            const isJoin = (frame: number, step: number): boolean =>
              !given.has(frame) && given.has(frame + step);
            for (const { frames, known } of plan.windows) {
              for (const [at, frame] of frames.entries()) {
                if (known[at] === true) continue;
                for (const step of [-1, 1].filter((each) => isJoin(frame, each))) {
                  const seen = Array.from({ length: least }, (_, away) => frames[at + step * (away + 1)]);
                  expect(seen, JSON.stringify(request)).toEqual([1, 2, 3].map((away) => frame + step * away));
                }
              }
            }
          }
        },
      ),
    );
  });

  it('costs about what generating costs: work per new frame', () => {
    const cost = (request: PlanRequest, newFrames: number): number => {
      const { windows, total } = planGeneration(request, animatic);
      return workOf(windows, total) / newFrames;
    };
    for (const newFrames of [8, 16, 32, 64, 128, 480]) {
      const sides = { before: 48, after: 48 };
      const extension = cost({ operation: 'extend-forward', newFrames, available: 48 }, newFrames);
      // Up to a second is one window with its context.
      expect(extension).toBeLessThan(newFrames <= 8 ? 1.8 : 1.6);
      // A bridge of a second fills a whole window with both sides.
      const bridge = cost({ operation: 'bridge', newFrames, ...sides }, newFrames);
      expect(bridge).toBeLessThanOrEqual(newFrames <= 8 ? 2.5 : 1.8);
      expect(cost({ operation: 'generate', frames: newFrames }, newFrames)).toBeLessThan(1.35);
    }
  });
});

describe('a pack with a tiny window', () => {
  it('makes a single missing frame from its neighbours', () => {
    const tiny: PlanLimits = { ...animatic, window: 4 };
    const plan = planGeneration({ operation: 'bridge', newFrames: 1, before: 20, after: 20 }, tiny);
    expect(plan.windows).toEqual([{ frames: [0, 1, 2, 3], known: [true, true, false, true] }]);
  });
});

describe('what the planner refuses', () => {
  it('refuses to continue from nothing', () => {
    const plan = () => planGeneration({ operation: 'extend-forward', newFrames: 8, available: 0 }, animatic);
    expect(plan).toThrowError(expect.objectContaining({ code: 'input.clip.tooShort' }));
  });

  it('refuses a pack of single frames for anything with a known side', () => {
    const single = { ...animatic, window: 1 };
    const plan = () => planGeneration({ operation: 'bridge', newFrames: 8, before: 1, after: 1 }, single);
    expect(plan).toThrowError(expect.objectContaining({ code: 'pack.operation' }));
    expect(planGeneration({ operation: 'generate', frames: 3 }, single).windows).toHaveLength(3);
  });

  it('refuses counts that are not whole and positive', () => {
    for (const frames of [0, -1, 1.5, Number.NaN, Infinity, 1e9]) {
      expect(() => planGeneration({ operation: 'generate', frames }, animatic)).toThrow(RangeError);
    }
  });
});
