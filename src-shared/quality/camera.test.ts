import { describe, expect, it } from 'vitest';
import { measureCamera } from './camera.ts';
import type { RgbFrame } from './frame.ts';
import { clip, picture } from './testing/scenes.ts';

const rate = { num: 8, den: 1 };

/** The picture seen from nearer by: scaled about its middle, neighbours mixed. */
function zoomed(frame: RgbFrame, factor: number): RgbFrame {
  const { width, height } = frame;
  const rgb = new Uint8Array(width * height * 3);
  const at = (x: number, y: number, channel: number): number => {
    const column = Math.min(width - 1, Math.max(0, x));
    const row = Math.min(height - 1, Math.max(0, y));
    return frame.rgb[(row * width + column) * 3 + channel] ?? 0;
  };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fromX = width / 2 + (x + 0.5 - width / 2) / factor - 0.5;
      const fromY = height / 2 + (y + 0.5 - height / 2) / factor - 0.5;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [across, down] = [fromX - left, fromY - top];
      for (let channel = 0; channel < 3; channel += 1) {
        const upper = at(left, top, channel) * (1 - across) + at(left + 1, top, channel) * across;
        const lower = at(left, top + 1, channel) * (1 - across) + at(left + 1, top + 1, channel) * across;
        rgb[(y * width + x) * 3 + channel] = Math.round(upper * (1 - down) + lower * down);
      }
    }
  }
  return { width, height, rgb };
}

describe('the camera', () => {
  it.each([
    ['pan right', 2],
    ['pan left', -2],
  ] as const)('is seen to %s, at its speed', (move, pixels) => {
    const measure = measureCamera(
      clip(16, (index) => ({ camera: 100 + index * pixels })),
      rate,
    );
    expect(measure.move).toBe(move);
    expect(measure.pan).toBeCloseTo((pixels * 8) / 160, 2);
  });

  it.each([
    ['zoom in', 1],
    ['zoom out', -1],
  ] as const)('is seen to %s', (move, sign) => {
    const frames = Array.from({ length: 16 }, (_, index) =>
      zoomed(picture(), 1.3 * Math.exp(sign * 0.02 * (index - 8))),
    );
    const measure = measureCamera(frames, rate);
    expect(measure.move).toBe(move);
    expect(Math.abs(measure.zoom)).toBeGreaterThan(0.08);
    expect(Math.abs(measure.zoom)).toBeLessThan(0.24);
  });

  it('stands still while a subject walks, and in a still with coding noise', () => {
    expect(
      measureCamera(
        clip(16, (index) => ({ subject: 20 + index * 6 })),
        rate,
      ).move,
    ).toBe('static');
    expect(
      measureCamera(
        clip(16, (index) => ({ noise: { levels: 3, seed: index } })),
        rate,
      ).move,
    ).toBe('static');
  });
});
