import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamHalf, StreamLayer } from '../../../../src-shared/pack/ltx.ts';
import { createStreamPlan, none, rowsOf } from './stream-plan.ts';

/** A network of numbers in place of frames: weights that differ, so that no two ways through it give the same. */
const weights = [0.3, 0.5, -0.4];

function weighed(values: readonly number[]): number {
  return Math.tanh(values.reduce((sum, value, at) => sum + value * (weights[at % 3] ?? 0), 0.1));
}

/** What a layer makes of a clip as a whole: beyond its ends a clip shows its first and last frame. */
function whole({ kind }: StreamLayer, clip: readonly number[], causal: boolean): number[] {
  const conv = (frames: readonly number[]) =>
    frames.map((_, at) =>
      weighed(
        (causal ? [at - 2, at - 1, at] : [at - 1, at, at + 1]).map(
          (i) => frames.at(Math.max(0, Math.min(i, frames.length - 1))) ?? NaN,
        ),
      ),
    );
  if (kind === 'conv') return conv(clip);
  if (kind === 'residual') return conv(conv(clip)).map((value, at) => value + (clip[at] ?? NaN));
  if (kind === 'grow')
    return conv(clip)
      .flatMap((value) => [value * 0.9, value * 1.1])
      .slice(1);
  const doubled = conv([clip[0] ?? NaN, ...clip]);
  return Array.from(
    { length: doubled.length / 2 },
    (_, at) => (doubled[2 * at] ?? NaN) - 0.7 * (doubled[2 * at + 1] ?? NaN),
  );
}

/** The same network as a graph with rows: it knows nothing but the places it is told. */
function createGraph({ layers }: StreamHalf) {
  const rows = new Map<string, readonly number[]>(
    layers.flatMap((layer) => rowsOf(layer).map((name): [string, readonly number[]] => [name, [NaN, NaN]])),
  );
  return (incoming: readonly number[], places: Readonly<Record<string, readonly number[]>>): number[] => {
    const pick = (line: readonly number[], name: string) =>
      (places[name] ?? []).map((place) => line[place] ?? NaN);
    let x = [...incoming];
    for (const layer of layers) {
      const lines: number[][] = [];
      for (const name of rowsOf(layer)) {
        const line: number[] = [...(rows.get(name) ?? []), ...x];
        lines.push(line);
        const seen = pick(line, `${name}_taps`);
        x = Array.from({ length: seen.length / 3 }, (_, at) => weighed(seen.slice(3 * at, 3 * at + 3)));
        rows.set(name, pick(line, `${name}_keep`));
      }
      if (layer.kind === 'residual') {
        const skipped = pick(lines[0] ?? [], `${layer.name}_skip`);
        x = x.map((value, at) => value + (skipped[at] ?? NaN));
      }
      if (layer.kind === 'grow') x = x.flatMap((value) => [value * 0.9, value * 1.1]);
      if (layer.kind === 'shrink')
        x = Array.from(
          { length: x.length / 2 },
          (_, at) => (x[2 * at] ?? NaN) - 0.7 * (x[2 * at + 1] ?? NaN),
        );
    }
    return x;
  };
}

/** Sends a clip through piece by piece. */
function streamed(half: StreamHalf, clip: readonly number[], count: number, first: number, most: number) {
  const next = createStreamPlan(half, clip.length, most);
  const run = createGraph(half);
  const made: number[] = [];
  let calls = 0;
  let mostGiven = 0;
  for (let read = 0; made.length < count; calls += 1) {
    expect(calls).toBeLessThan(200);
    const end = Math.min(clip.length, read + (read === 0 ? first : most));
    const incoming = read === end ? [none] : Array.from({ length: end - read }, (_, at) => read + at);
    const call = next(incoming);
    const values = run(
      incoming.map((at) => clip[at] ?? NaN),
      call.places,
    );
    expect(values).toHaveLength(call.frames.length);
    for (const [at, frame] of call.frames.entries()) {
      if (frame === none) continue;
      expect(frame).toBe(made.length);
      made.push(values[at] ?? NaN);
    }
    mostGiven = Math.max(mostGiven, call.frames.length);
    read = end;
  }
  return { made, calls, mostGiven };
}

function halfOf(kinds: readonly StreamLayer['kind'][], causal: boolean): StreamHalf {
  return { causal, layers: kinds.map((kind, at) => ({ kind, name: `layer${at}`, channels: 1, scale: 1 })) };
}

const between = fc.array(fc.constantFrom<StreamLayer['kind']>('conv', 'residual'), { maxLength: 4 });
const chunks = fc.integer({ min: 1, max: 5 });

describe('a clip piece by piece', () => {
  it('comes out of a decoder as it does when it goes through as a whole, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(between, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 12 }),
        chunks,
        (levels, causal, frames, most) => {
          const kinds = levels.flatMap((level, at) => (at === 0 ? level : ['grow' as const, ...level]));
          const half = halfOf([...kinds, 'conv'], causal);
          const clip = Array.from({ length: frames }, (_, at) => Math.sin(at * 1.7));
          const expected = half.layers.reduce((values, layer) => whole(layer, values, causal), clip);
          const { made, mostGiven } = streamed(half, clip, expected.length, most, most);
          for (const [at, value] of expected.entries()) expect(made[at]).toBeCloseTo(value, 12);
          // No call computes more than its share.
          expect(mostGiven).toBeLessThanOrEqual(most * 2 ** (levels.length - 1));
        },
      ),
    );
  });

  it('goes into an encoder likewise, one frame first and then whole groups', () => {
    fc.assert(
      fc.property(
        fc.array(between, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 6 }),
        chunks,
        (levels, latents, most) => {
          const half = halfOf(
            ['conv', ...levels.flatMap((level, at) => (at === 0 ? level : ['shrink' as const, ...level]))],
            true,
          );
          const group = 2 ** (levels.length - 1);
          const clip = Array.from({ length: (latents - 1) * group + 1 }, (_, at) => Math.sin(at * 1.7));
          const expected = half.layers.reduce((values, layer) => whole(layer, values, true), clip);
          expect(expected).toHaveLength(latents);
          const { made, calls } = streamed(half, clip, latents, (most - 1) * group + 1, most * group);
          for (const [at, value] of expected.entries()) expect(made[at]).toBeCloseTo(value, 12);
          // What does not look ahead is done when the last frame is in.
          expect(calls).toBe(Math.ceil(latents / most));
        },
      ),
    );
  });

  it('goes through in one call where it may', () => {
    const half = halfOf(['conv', 'residual', 'grow', 'residual', 'conv'], false);
    const clip = [1, 2, 3, 4];
    expect(streamed(half, clip, 7, 4, Infinity).calls).toBe(1);
  });
});
