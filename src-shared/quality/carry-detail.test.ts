import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carriedShare, detailOf } from './carry-detail.ts';
import type { RgbFrame } from './frame.ts';
import { plainLook, withLook } from './match-look.ts';
import { withDetail } from './with-detail.ts';

const width = 32;
const height = 16;

/** A picture from a rule for its levels. */
function picture(level: (x: number, y: number) => number, factor = 1): RgbFrame {
  const rgb = new Uint8Array(width * height * 3 * factor * factor);
  for (let at = 0; at < rgb.length; at += 1) {
    const pixel = Math.floor(at / 3);
    const x = Math.floor((pixel % (width * factor)) / factor);
    rgb[at] = level(x, Math.floor(pixel / (width * factor) / factor));
  }
  return { width: width * factor, height: height * factor, rgb };
}

const smooth = picture((x) => 60 + 3 * x);
const textured = picture((x, y) => 60 + 3 * x + ((x + y) % 2 === 0 ? 8 : -8));

function detail(known: RgbFrame, drawn: RgbFrame) {
  const found = detailOf(known, drawn);
  if (found === undefined) throw new Error('There is no detail.');
  return found;
}

test('what stands still keeps the texture that the codec lost', () => {
  const carried = withDetail(smooth, [{ detail: detail(textured, smooth), share: 1 }]);
  expect(carried.rgb).toEqual(textured.rgb);
  expect(smooth.rgb[0], 'the picture it was made from is left as it is').toBe(60);
  expect(carriedShare(smooth, detail(textured, smooth))).toBe(1);
});

test('what has moved is left as it was made, and leaves nothing behind where it was', () => {
  const block = (from: number) => (x: number, y: number) =>
    x >= from && x < from + 8 && y >= 4 && y < 12 ? 220 : 80;
  const before = picture(block(2));
  const known = picture((x, y) => block(2)(x, y) + (x >= 2 && x < 10 && y >= 4 && y < 12 ? 20 : 0));
  const after = picture(block(20));
  const side = detail(known, before);
  expect(withDetail(after, [{ detail: side, share: 1 }]).rgb).toEqual(after.rgb);
  const share = carriedShare(after, side);
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(0.8);
});

test('of two sides each has its share', () => {
  const darker = picture((x) => 56 + 3 * x);
  const brighter = picture((x) => 64 + 3 * x);
  const sides = (share: number) => [
    { detail: detail(darker, smooth), share: 1 - share },
    { detail: detail(brighter, smooth), share },
  ];
  expect(withDetail(smooth, sides(0)).rgb).toEqual(darker.rgb);
  expect(withDetail(smooth, sides(0.5)).rgb).toEqual(smooth.rgb);
  expect(withDetail(smooth, sides(1)).rgb).toEqual(brighter.rgb);
});

test('a drawing some whole times as large takes the detail larger, and one of another shape none', () => {
  const flat = picture(() => 100, 4);
  const known = picture(() => 104);
  const side = detail(known, flat);
  expect(withDetail(flat, [{ detail: side, share: 1 }]).rgb).toEqual(picture(() => 104, 4).rgb);
  expect(detailOf(known, { width: 40, height: 16, rgb: new Uint8Array(40 * 16 * 3) })).toBeUndefined();
  const tall = { width: 16, height: 32, rgb: new Uint8Array(16 * 32 * 3) };
  expect(withDetail(tall, [{ detail: side, share: 1 }])).toBe(tall);
});

test('never makes a picture that shows the same less like the known one', () => {
  const levels = fc.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 });
  fc.assert(
    fc.property(levels, levels, (known, drawn) => {
      const frame = { width, height, rgb: drawn };
      const side = detail({ width, height, rgb: known }, frame);
      expect(withDetail(frame, [{ detail: side, share: 1 }]).rgb).toEqual(known);
    }),
    { numRuns: 30 },
  );
});

test('a look and the detail of a larger drawing are what they are one after the other', () => {
  const look = { gain: [1.1, 0.9, 1], offset: [-6, 4, 2], sharpen: 0 } as const;
  const large = picture((x, y) => 60 + 3 * x + (y % 3), 4);
  const looked = withLook(large, look);
  const side = { detail: detail(textured, withLook(smooth, look)), share: 0.7 };
  const apart = withDetail(looked, [side]).rgb;
  const once = withDetail(large, [side], look).rgb;
  expect(once.length).toBe(large.rgb.length);
  // Only rounding lies between: levels are rounded once instead of twice.
  expect(once.every((level, at) => Math.abs(level - (apart[at] ?? 0)) <= 1)).toBe(true);
  expect(withDetail(large, [], look).rgb).toEqual(looked.rgb);
  expect(withDetail(large, [], plainLook)).toBe(large);
});

test('edges are raised before detail is added', () => {
  const look = { ...plainLook, sharpen: 0.5 };
  const side = { detail: detail(textured, withLook(smooth, look)), share: 1 };
  expect(withDetail(smooth, [side], look).rgb).toEqual(withDetail(withLook(smooth, look), [side]).rgb);
});
