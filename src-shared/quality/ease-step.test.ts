import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withDetail } from './with-detail.ts';
import { easeAt, easeLeft } from './ease-step.ts';
import { meanDifference, type RgbFrame } from './frame.ts';

const width = 48;
const height = 32;

function picture(level: (x: number, y: number) => number): RgbFrame {
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < rgb.length; at += 1) {
    const pixel = Math.floor(at / 3);
    rgb[at] = level(pixel % width, Math.floor(pixel / width));
  }
  return { width, height, rgb };
}

/** A square that stands on a plain ground. */
const scene = (ground: number, from: number) =>
  picture((x, y) => (x >= from && x < from + 10 && y >= 10 && y < 22 ? 200 : ground));

test('a ground that comes out a shade darker is eased, and by how much is what goes beyond the footage’s own steps', () => {
  const known = [scene(100, 10), scene(100, 10)];
  const ease = easeAt({ known, made: scene(94, 10), sides: [] });
  if (ease === undefined) throw new Error('Nothing is eased.');
  const first = withDetail(scene(94, 10), [ease]);
  // A quarter of a level is not seen.
  expect(meanDifference(first, scene(100, 10))).toBeLessThan(0.6);
  // Footage that steps by 3 levels itself lets the join step by 3 levels.
  const restless = [scene(100, 10), scene(103, 10), scene(100, 10)];
  const less = easeAt({ known: restless, made: scene(94, 10), sides: [] });
  expect(less?.share).toBeCloseTo(0.5, 1);
});

test('what moves is not eased: no copy of it is left behind', () => {
  const known = [scene(100, 10), scene(100, 10)];
  const made = scene(97, 30);
  const ease = easeAt({ known, made, sides: [] });
  if (ease === undefined) throw new Error('Nothing is eased.');
  const at = (frame: RgbFrame, x: number) => frame.rgb[(16 * width + x) * 3] ?? 0;
  const first = withDetail(made, [ease]);
  expect(at(first, 15), 'where it was').toBe(97);
  expect(at(first, 35), 'where it is').toBe(200);
  expect(at(first, 2), 'the ground').toBeGreaterThan(98);
});

test('no step beyond the footage’s own, another shape, and nothing known: nothing is eased', () => {
  const known = [scene(100, 10), scene(103, 10), scene(100, 10)];
  expect(easeAt({ known, made: scene(102, 10), sides: [] })).toBeUndefined();
  expect(easeAt({ known: [], made: scene(102, 10), sides: [] })).toBeUndefined();
  const tall = { width: height, height: width, rgb: scene(90, 10).rgb };
  expect(easeAt({ known, made: tall, sides: [] })).toBeUndefined();
});

test('a drawing some whole times as large is eased at its own size', () => {
  const double = (frame: RgbFrame): RgbFrame => {
    const rgb = new Uint8Array(frame.rgb.length * 4);
    for (let at = 0; at < rgb.length; at += 1) {
      const pixel = Math.floor(at / 3);
      const [x, y] = [Math.floor((pixel % (width * 2)) / 2), Math.floor(pixel / (width * 2) / 2)];
      rgb[at] = frame.rgb[(y * width + x) * 3 + (at % 3)] ?? 0;
    }
    return { width: width * 2, height: height * 2, rgb };
  };
  const ease = easeAt({ known: [scene(100, 10)], made: double(scene(94, 10)), sides: [] });
  if (ease === undefined) throw new Error('Nothing is eased.');
  const first = withDetail(double(scene(94, 10)), [ease]);
  expect(meanDifference(first, double(scene(100, 10)))).toBeLessThan(0.6);
});

test('an eased picture is never farther from the known one, and an ease fades to nothing within its reach', () => {
  const levels = fc.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 });
  fc.assert(
    fc.property(levels, fc.integer({ min: -12, max: 12 }), (rgb, shade) => {
      const known = { width, height, rgb };
      const made = { width, height, rgb: rgb.map((level) => Math.max(0, Math.min(255, level + shade))) };
      const ease = easeAt({ known: [known, known], made, sides: [] });
      const eased = ease === undefined ? made : withDetail(made, [ease]);
      expect(meanDifference(eased, known)).toBeLessThanOrEqual(meanDifference(made, known));
    }),
    { numRuns: 40 },
  );
  expect([0, 1, 2, 4, 9].map((distance) => easeLeft(distance, 4))).toEqual([1, 0.75, 0.5, 0, 0]);
});
