import { expect, test } from 'vitest';
import { planGeneration } from '../../src-shared/generation/planner.ts';
import { createMatcher } from './matcher.ts';

const size = { width: 4, height: 4 };
const limits = { rate: { num: 8, den: 1 }, window: 16, strides: [1, 2, 4, 8], context: 6 };

function flat(level: number): Uint8Array {
  return new Uint8Array(48).fill(level);
}

function given(count: number, level: number): Uint8Array {
  return new Uint8Array(48 * count).fill(level);
}

test('asks for the pictures beside each join, known and made, and goes from one side’s look to the other’s', () => {
  const plan = planGeneration({ operation: 'bridge', newFrames: 4, before: 6, after: 6 }, limits);
  const first = plan.given.findIndex((index, at) => index !== at);
  const pictures = given(plan.given.length, 100);
  pictures.fill(60, first * 48);
  const matcher = createMatcher(plan, pictures, size);
  expect(matcher.echo).toEqual([first - 1, first, first + 3, first + 4]);
  for (const index of matcher.echo) {
    const isMade = index >= first && index < first + 4;
    matcher.note(index, flat(isMade ? 90 : index < first ? 100 : 60), size);
  }
  const levels = [0, 1, 2, 3].map((at) => matcher.apply(first + at, flat(90), size)[0]);
  expect(levels).toEqual([100, 87, 73, 60]);
  expect(matcher.joins().map(({ index }) => index)).toEqual([first, first + 3]);
});

test('texture that the codec lost goes on where nothing moves, and the take tells in how much of the picture', () => {
  const plan = planGeneration({ operation: 'extend-forward', newFrames: 4, available: 6 }, limits);
  const textured = given(1, 0).map((_, at) => (Math.floor(at / 3) % 2 === 0 ? 108 : 92));
  const pictures = new Uint8Array(textured.length * plan.given.length).map(
    (_, at) => textured[at % textured.length] ?? 0,
  );
  const matcher = createMatcher(plan, pictures, size);
  for (const index of matcher.echo) matcher.note(index, flat(100), size);
  const [made = 0] = matcher.echo.filter((index) => !plan.given.includes(index));
  expect(matcher.apply(made, flat(100), size)).toEqual(textured);
  expect(matcher.joins().map(({ carried }) => carried)).toEqual([1]);
});

/** A shade more on the left of a picture, and as much less on the right: no step of its light. */
function tilted(by: number): Uint8Array {
  return new Uint8Array(48).map((_, at) => 100 + (Math.floor(at / 3) % size.width < 2 ? by : -by));
}

test('a step that is none of light is eased over a second, and the take tells by how much', () => {
  const plan = planGeneration({ operation: 'extend-forward', newFrames: 12, available: 6 }, limits);
  const matcher = createMatcher(plan, given(plan.given.length, 100), size);
  const isKnown = new Set(plan.given);
  for (const index of matcher.echo) matcher.note(index, isKnown.has(index) ? flat(100) : tilted(4), size);
  const first = plan.given.length;
  const steps = Array.from(
    { length: 12 },
    (_, at) => (matcher.apply(first + at, tilted(4), size)[0] ?? 0) - 100,
  );
  expect(steps).toEqual([0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 4]);
  const [{ eased = 0 } = {}] = matcher.joins();
  expect(eased).toBeGreaterThan(0.9);
});

test('of a short bridge each side eases its half', () => {
  const plan = planGeneration({ operation: 'bridge', newFrames: 4, before: 6, after: 6 }, limits);
  const isKnown = new Set(plan.given);
  const matcher = createMatcher(plan, given(plan.given.length, 100), size);
  for (const index of matcher.echo) matcher.note(index, isKnown.has(index) ? flat(100) : tilted(4), size);
  const first = plan.given.findIndex((index, at) => index !== at);
  const steps = [0, 1, 2, 3].map((at) => (matcher.apply(first + at, tilted(4), size)[0] ?? 0) - 100);
  expect(steps).toEqual([0, 2, 2, 0]);
});

test('a model that shows nothing beforehand, and a shot from words, are left as they are', () => {
  const plan = planGeneration({ operation: 'extend-forward', newFrames: 4, available: 6 }, limits);
  const silent = createMatcher(plan, given(plan.given.length, 100), size);
  const frame = flat(90);
  expect(silent.apply(8, frame, size)).toBe(frame);
  const off = createMatcher(undefined, new Uint8Array(0), size);
  expect(off.echo).toEqual([]);
  expect(off.apply(0, frame, size)).toBe(frame);
});

test('of a smoothed clip a few joins tell the look of all', () => {
  const plan = planGeneration({ operation: 'smooth', frames: 60, factor: 2 }, limits);
  const matcher = createMatcher(plan, given(60, 100), size);
  expect(matcher.echo.length).toBeLessThanOrEqual(64);
  expect(matcher.echo.length).toBeGreaterThan(10);
});
