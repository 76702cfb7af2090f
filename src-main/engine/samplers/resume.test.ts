import { expect, test } from 'vitest';
import { samplerNames } from '../../../src-shared/pack/schema.ts';
import { createSampler } from './sampler.ts';
import { sigmaSchedule } from './schedule.ts';

const steps = 6;
const schedule = sigmaSchedule(steps, 3);

/** One frame with a level of its own for each of two frames; the second is known. */
function levels(step: number): Float64Array {
  return Float64Array.from([schedule[step] ?? 0, 0]);
}

/** Stands for the network: any function of the state will do. */
function predict(x: Float32Array): Float32Array {
  return x.map((value, at) => Math.tanh(value * 0.8 + at * 0.1));
}

test.each(samplerNames)('%s goes on from any step as if it had never stopped', (name) => {
  const start = Float32Array.from({ length: 8 }, (_, at) => Math.sin(at * 2.3));
  const x = start.slice();
  const whole = createSampler(name);
  for (let step = 0; step < steps; step += 1) whole.step(x, predict(x), levels(step), levels(step + 1));

  for (let stop = 1; stop < steps; stop += 1) {
    const state = start.slice();
    const before = createSampler(name);
    for (let step = 0; step < stop; step += 1) {
      before.step(state, predict(state), levels(step), levels(step + 1));
    }
    const after = createSampler(name);
    const kept = before.memory().map((array) => array.slice());
    after.resume(kept, stop > 1 ? [levels(stop - 1), levels(stop - 2)] : [levels(stop - 1)]);
    for (let step = stop; step < steps; step += 1) {
      after.step(state, predict(state), levels(step), levels(step + 1));
    }
    expect(state, `stopped after ${stop}`).toEqual(x);
  }
});
