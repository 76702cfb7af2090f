import type { PackManifest } from '../../../src-shared/pack/schema.ts';
import type { Grid } from '../families/position.ts';
import type { Picture } from './pixels.ts';
import type { PreviewStrip } from './run-reports.ts';

const mostFrames = 8;

/** Up to eight frames of `count`, evenly spread, first and last among them. */
export function previewFrames(count: number): number[] {
  const shown = Math.min(count, mostFrames);
  return Array.from({ length: shown }, (_, at) =>
    shown === 1 ? 0 : Math.round((at * (count - 1)) / (shown - 1)),
  );
}

/** Small pictures next to each other in one. */
export function joinStrip(pictures: readonly Picture[]): PreviewStrip {
  const { width = 0, height = 0 } = pictures[0] ?? {};
  const stride = width * pictures.length * 3;
  const rgb = new Uint8Array(stride * height);
  for (const [at, picture] of pictures.entries()) {
    for (let y = 0; y < height; y += 1) {
      rgb.set(picture.rgb.subarray(y * width * 3, (y + 1) * width * 3), y * stride + at * width * 3);
    }
  }
  return { width, height, count: pictures.length, rgb };
}

/**
 * A look at latents without the decoder: each cell becomes one pixel through the pack's linear map.
 *
 * @param x0 predicted clean latents of the window, [frames, cells, channels].
 */
export function latentStrip(
  x0: Float32Array,
  frames: readonly number[],
  { rows, columns }: Grid,
  { matrix, bias }: PackManifest['preview'],
): PreviewStrip {
  const cells = rows * columns;
  const channels = matrix.length;
  const pictures = frames.map((frame) => {
    const rgb = new Uint8ClampedArray(cells * 3);
    for (let cell = 0; cell < cells; cell += 1) {
      const at = (frame * cells + cell) * channels;
      for (let colour = 0; colour < 3; colour += 1) {
        let value = bias[colour] ?? 0;
        for (let channel = 0; channel < channels; channel += 1) {
          value += (x0[at + channel] ?? 0) * (matrix[channel]?.[colour] ?? 0);
        }
        rgb[cell * 3 + colour] = (value + 1) * 127.5;
      }
    }
    return { width: columns, height: rows, rgb: new Uint8Array(rgb.buffer) };
  });
  return joinStrip(pictures);
}
