import type { RgbFrame } from '../frame.ts';

/** Made-up moving pictures with known faults, for tests of the measures. */
export interface Scene {
  /** Which world is seen: another number is another place. */
  readonly world?: number;
  /** How far the camera has gone, pixels to the right. */
  readonly camera?: number;
  /** Where the subject stands, pixels from the left. */
  readonly subject?: number;
  /** Multiplies all levels. */
  readonly gain?: number;
  /** Adds to the red levels. */
  readonly tint?: number;
  /** Coding noise, levels, different for each number. */
  readonly noise?: { readonly levels: number; readonly seed: number };
  /** Radius of a blur, pixels. */
  readonly blur?: number;
}

export const sceneSize = { width: 160, height: 90 } as const;

function hash(a: number, b: number, c: number): number {
  let value = Math.imul(a, 374_761_393) + Math.imul(b, 668_265_263) + Math.imul(c, 2_147_483_647);
  value = Math.imul(value ^ (value >>> 13), 1_274_126_177);
  return ((value ^ (value >>> 16)) >>> 0) / 4_294_967_296;
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}

/** Value noise with features of about `scale` pixels, in 0 to 1. */
function texture(x: number, y: number, scale: number, world: number): number {
  const column = Math.floor(x / scale);
  const row = Math.floor(y / scale);
  const across = smooth(x / scale - column);
  const down = smooth(y / scale - row);
  const top = hash(column, row, world) * (1 - across) + hash(column + 1, row, world) * across;
  const bottom = hash(column, row + 1, world) * (1 - across) + hash(column + 1, row + 1, world) * across;
  return top * (1 - down) + bottom * down;
}

function level(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

const drawn = new Map<string, RgbFrame>();

/** Drawn once: tests look at the same moments of the same shots again and again. */
export function picture(scene: Scene = {}): RgbFrame {
  const key = JSON.stringify(scene);
  const known = drawn.get(key) ?? draw(scene);
  drawn.set(key, known);
  return known;
}

function draw(scene: Scene): RgbFrame {
  const { world = 1, camera = 0, subject, gain = 1, tint = 0, noise, blur = 0 } = scene;
  const { width, height } = sceneSize;
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const coarse = texture(x + camera, y, 22, world);
      const fine = texture(x + camera, y, 5, world + 7) * Math.exp(-blur);
      let red = 60 + 110 * coarse + 40 * fine;
      let green = 70 + 70 * coarse + 50 * fine;
      let blue = 120 - 60 * coarse + 40 * fine;
      if (subject !== undefined) {
        // An anti-aliased disc with a stripe, so that it has an inside to follow.
        const inside = Math.max(0, Math.min(1, 14 - Math.hypot(x - subject, y - 48)));
        const stripe = 0.5 + 0.5 * Math.sin((x - subject) * 0.7) * Math.cos((y - 48) * 0.5);
        red += inside * (200 * stripe + 30 - red);
        green += inside * (60 * stripe - green + 20);
        blue += inside * (40 - blue);
      }
      const at = (y * width + x) * 3;
      const grain = noise === undefined ? 0 : (hash(x, y, noise.seed) - 0.5) * 2 * noise.levels;
      rgb[at] = level((red + tint) * gain + grain);
      rgb[at + 1] = level(green * gain + grain);
      rgb[at + 2] = level(blue * gain + grain);
    }
  }
  return { width, height, rgb };
}

/** One picture for each index, held for `hold` frames each. */
export function clip(count: number, scene: (index: number) => Scene, hold = 1): RgbFrame[] {
  const frames: RgbFrame[] = [];
  for (let index = 0; index < count; index += 1) {
    const shown = picture(scene(index));
    for (let copy = 0; copy < hold; copy += 1) frames.push(shown);
  }
  return frames;
}
