import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { samplerNames, type SamplerName } from '../../../src-shared/pack/schema.ts';
import { createEuler } from './euler.ts';
import { createSampler } from './sampler.ts';
import { sigmaSchedule } from './schedule.ts';

const run = z.object({
  steps: z.number(),
  shift: z.number(),
  sigmas: z.array(z.number()),
  states: z.array(z.array(z.number())),
});
const goldenSchema = z.object({
  origin: z.string(),
  runs: z.array(run),
  perFrame: z
    .object({
      from: z.array(z.number()),
      to: z.array(z.number()),
      before: z.array(z.number()),
      after: z.array(z.number()),
    })
    .optional(),
});

async function golden(name: SamplerName): Promise<z.infer<typeof goldenSchema>> {
  const text = await readFile(join(import.meta.dirname, 'goldens', `${name}.json`), 'utf8');
  return goldenSchema.parse(JSON.parse(text));
}

/** The stand-in network of models/export/goldens/samplers.py. */
function guess(x: Float32Array, sigmaOf: (index: number) => number): Float32Array {
  return x.map((value, index) => Math.tanh(0.8 * value + 0.3 * sigmaOf(index) + 0.05 * index));
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));
}

describe.each(samplerNames)('the %s sampler', (name) => {
  it('walks through the states that diffusers walks through', async () => {
    const { runs } = await golden(name);
    expect(runs).toHaveLength(3);
    for (const { sigmas, states } of runs) {
      const sampler = createSampler(name);
      const x = Float32Array.from(states[0] ?? []);
      for (const [index, sigma] of sigmas.slice(0, -1).entries()) {
        const next = sigmas[index + 1] ?? Number.NaN;
        sampler.step(
          x,
          guess(x, () => sigma),
          Float64Array.of(sigma),
          Float64Array.of(next),
        );
        expect(furthest(x, states[index + 1] ?? [])).toBeLessThan(2e-6);
      }
    }
  });

  it('starts from pure noise without a number that is not one, and ends on its last prediction', () => {
    for (const steps of [1, 2, 3, 12]) {
      const sampler = createSampler(name);
      const x = Float32Array.of(0.5, -1.25, 2);
      const sigmas = sigmaSchedule(steps, 3);
      let x0: Float32Array = x;
      for (let step = 0; step < steps; step += 1) {
        x0 = guess(x, () => sigmas[step] ?? 0);
        sampler.step(x, x0, sigmas.slice(step, step + 1), sigmas.slice(step + 1, step + 2));
      }
      expect(furthest(x, x0)).toBeLessThan(1e-6);
    }
  });

  it('treats every frame of a window as if it were alone, whatever the others do', () => {
    const level = fc.double({ min: 0.02, max: 1, noNaN: true });
    const path = fc
      .uniqueArray(level, { minLength: 4, maxLength: 4 })
      .map((levels) => [...levels.sort((a, b) => b - a), 0]);
    fc.assert(
      fc.property(
        fc.array(path, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 0, max: 99 }),
        (paths, seed) => {
          const size = 3;
          const start = Float32Array.from(
            { length: paths.length * size },
            (_, i) => Math.sin(seed + i * 1.7) * 2,
          );
          const together = createSampler(name);
          const x = start.slice();
          const alone = paths.map(() => createSampler(name));
          const parts = paths.map((_, frame) => start.slice(frame * size, (frame + 1) * size));
          for (let step = 0; step < 4; step += 1) {
            const from = Float64Array.from(paths, (levels) => levels[step] ?? 0);
            const to = Float64Array.from(paths, (levels) => levels[step + 1] ?? 0);
            together.step(
              x,
              x.map((value, i) => Math.tanh(value + (from[Math.floor(i / size)] ?? 0))),
              from,
              to,
            );
            for (const [frame, part] of parts.entries()) {
              const own = part.map((value) => Math.tanh(value + (from[frame] ?? 0)));
              alone[frame]?.step(part, own, from.slice(frame, frame + 1), to.slice(frame, frame + 1));
            }
          }
          expect(x).toEqual(Float32Array.from(parts.flatMap((part) => [...part])));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves known frames exactly as they are', () => {
    const sampler = createSampler(name);
    const x = Float32Array.of(1.1, 2.2, 3.3, 4.4);
    const sigmas = sigmaSchedule(5, 1);
    for (let step = 0; step < 5; step += 1) {
      const x0 = guess(x, () => 0.5);
      sampler.step(x, x0, Float64Array.of(0, sigmas[step] ?? 0), Float64Array.of(0, sigmas[step + 1] ?? 0));
    }
    expect(x.slice(0, 2)).toEqual(Float32Array.of(1.1, 2.2));
    expect(x[2]).not.toBe(Math.fround(3.3));
  });
});

describe('the schedule', () => {
  it('is the one of the flow-matching Euler scheduler of diffusers', async () => {
    for (const { steps, shift, sigmas } of (await golden('euler')).runs) {
      expect(furthest(sigmaSchedule(steps, shift), sigmas)).toBeLessThan(1e-6);
    }
  });
});

describe('the euler sampler', () => {
  it('takes a noise level per frame like the LTX pipelines of diffusers', async () => {
    const { perFrame } = await golden('euler');
    if (perFrame === undefined) throw new Error('The golden file has no per-frame case.');
    const x = Float32Array.from(perFrame.before);
    const x0 = guess(x, (index) => perFrame.from[index] ?? 0);
    createEuler().step(x, x0, Float64Array.from(perFrame.from), Float64Array.from(perFrame.to));
    expect(furthest(x, perFrame.after)).toBeLessThan(2e-6);
  });
});
