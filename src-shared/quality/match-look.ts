import { lumaOf, type RgbFrame } from './frame.ts';
import { linearLight } from './lab.ts';
import { sharpness } from './sharpness.ts';
import { median } from './statistics.ts';

type Three = readonly [red: number, green: number, blue: number];

/** How one picture's levels become another's: per channel `gain * level + offset`, and how much edges are raised. */
export interface Look {
  readonly gain: Three;
  /** Levels of 0 to 255. */
  readonly offset: Three;
  /** Share of the difference to a blurred picture that is added; 0 = none. */
  readonly sharpen: number;
}

export const plainLook: Look = { gain: [1, 1, 1], offset: [0, 0, 0], sharpen: 0 };

/** Bounds: beyond them it is not the same look shifted, but another picture. */
const leastGain = 0.8;
const mostGain = 1.25;
const mostOffset = 48;
const mostSharpen = 1.2;
const sharpenSteps = 12;
const sharpEnough = 0.95;

/** Below this deviation a channel is flat and has no gain to measure. */
const flat = 4;

interface Moments {
  readonly mean: Three;
  readonly deviation: Three;
}

function momentsOf({ rgb }: RgbFrame): Moments {
  const sum = [0, 0, 0];
  const square = [0, 0, 0];
  const count = rgb.length / 3;
  for (let at = 0; at < rgb.length; at += 1) {
    const value = rgb[at] ?? 0;
    const channel = at % 3;
    sum[channel] = (sum[channel] ?? 0) + value;
    square[channel] = (square[channel] ?? 0) + value * value;
  }
  const of = (channel: number): readonly [number, number] => {
    const mean = (sum[channel] ?? 0) / count;
    return [mean, Math.sqrt(Math.max(0, (square[channel] ?? 0) / count - mean * mean))];
  };
  const [red, green, blue] = [of(0), of(1), of(2)];
  return { mean: [red[0], green[0], blue[0]], deviation: [red[1], green[1], blue[1]] };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

function each(make: (channel: 0 | 1 | 2) => number): Three {
  return [make(0), make(1), make(2)];
}

/** What is seen at one join: known pictures and the model's own drawing of them, in order away from the join. */
export interface JoinPictures {
  /** As they are, nearest to the join first. */
  readonly known: readonly RgbFrame[];
  /** The nearest through the model's codec. */
  readonly drawn: RgbFrame;
  /** The first made picture on the other side of the join. */
  readonly made: RgbFrame;
  /** A finisher drew both: edges drawn larger can't be compared with the known ones, and are not sharpened. */
  readonly finished?: boolean;
}

/**
 * The look that brings what the model makes to the known side. The codec's own shift is measured where both are there: the
 * same pictures before and after it, by their means and deviations (Reinhard et al. 2001, per channel on levels). What is
 * left is a step of light at the join itself; of it, as much is taken away as goes beyond the footage's own change from
 * picture to picture.
 */
export function lookAt({ known, drawn, made, finished = false }: JoinPictures): Look {
  const target = momentsOf(known[0] ?? made);
  const source = momentsOf(drawn);
  const gain = each((channel) =>
    source.deviation[channel] < flat || target.deviation[channel] < flat
      ? 1
      : clamp(target.deviation[channel] / source.deviation[channel], leastGain, mostGain),
  );
  const shift = each((channel) => target.mean[channel] - gain[channel] * source.mean[channel]);
  const offset = each((channel) => {
    const lights = known.map((frame) => lightOf(levelsOf(frame, channel), 1, 0));
    const steps = lights.slice(1).map((light, at) => Math.abs(light - (lights[at] ?? light)));
    const usual = steps.length > 0 ? median(steps) : 0;
    const [nearest = 0] = lights;
    const levels = levelsOf(made, channel);
    const now = lightOf(levels, gain[channel], shift[channel]);
    const wanted = clamp(now, nearest - usual, nearest + usual);
    if (wanted === now) return clamp(shift[channel], -mostOffset, mostOffset);
    return offsetFor(levels, gain[channel], wanted);
  });
  return { gain, offset, sharpen: finished ? 0 : sharpenTo(known[0] ?? made, made) };
}

/** How many pixels have each level of a channel. */
function levelsOf({ rgb }: RgbFrame, channel: number): Float64Array {
  const levels = new Float64Array(256);
  for (let at = channel; at < rgb.length; at += 3) {
    const level = rgb[at] ?? 0;
    levels[level] = (levels[level] ?? 0) + 1;
  }
  return levels;
}

/** Mean light of a channel in another look, as a blur of the scene would have it: clipped levels count as clipped. */
function lightOf(levels: Float64Array, gain: number, offset: number): number {
  let light = 0;
  let count = 0;
  for (const [level, pixels] of levels.entries()) {
    if (pixels === 0) continue;
    light += pixels * linearLight(clamp(gain * level + offset, 0, 255));
    count += pixels;
  }
  return count > 0 ? light / count : 0;
}

/** The offset that gives a channel that light: more offset is never less light, so halving finds it. */
function offsetFor(levels: Float64Array, gain: number, light: number): number {
  let least = -mostOffset;
  let most = mostOffset;
  for (let step = 0; step < 16; step += 1) {
    const middle = (least + most) / 2;
    if (lightOf(levels, gain, middle) < light) least = middle;
    else most = middle;
  }
  return (least + most) / 2;
}

/** The sharpening that makes a picture as sharp as another; none where it is about as sharp already. */
function sharpenTo(known: RgbFrame, made: RgbFrame): number {
  const wanted = sharpness(lumaOf(known));
  if (sharpness(lumaOf(made)) >= wanted * sharpEnough) return 0;
  // More sharpening is never less sharp, so halving finds the most that is not sharper than the known picture.
  let [least, most] = [0, sharpenSteps + 1];
  while (most - least > 1) {
    const middle = (least + most) >> 1;
    const sharpen = (mostSharpen * middle) / sharpenSteps;
    if (sharpness(lumaOf(withLook(made, { ...plainLook, sharpen }))) > wanted) most = middle;
    else least = middle;
  }
  return (mostSharpen * least) / sharpenSteps;
}

/** A look on the way from one to another: at 0 the first, at 1 the second. */
export function lookBetween(a: Look, b: Look, share: number): Look {
  const mix = (from: number, to: number): number => from + (to - from) * clamp(share, 0, 1);
  return {
    gain: each((channel) => mix(a.gain[channel], b.gain[channel])),
    offset: each((channel) => mix(a.offset[channel], b.offset[channel])),
    sharpen: mix(a.sharpen, b.sharpen),
  };
}

/** What becomes of each of the 256 levels of red, of green and of blue without sharpening; clamped, not rounded. */
export function levelsIn({ gain, offset }: Look): Float32Array {
  return Float32Array.from({ length: 768 }, (_, at) => {
    const channel = at < 256 ? 0 : at < 512 ? 1 : 2;
    return clamp((at % 256) * gain[channel] + offset[channel], 0, 255);
  });
}

/** The picture in another look; the given one is left as it is. */
export function withLook(frame: RgbFrame, look: Look): RgbFrame {
  const { width, height, rgb } = frame;
  const result = new Uint8ClampedArray(rgb.length);
  if (look.sharpen === 0) {
    const levels = levelsIn(look);
    for (let at = 0; at < rgb.length; at += 3) {
      result[at] = levels[rgb[at] ?? 0] ?? 0;
      result[at + 1] = levels[256 + (rgb[at + 1] ?? 0)] ?? 0;
      result[at + 2] = levels[512 + (rgb[at + 2] ?? 0)] ?? 0;
    }
  } else {
    for (const channel of [0, 1, 2] as const) sharpenChannel(frame, look, channel, result);
  }
  return { width, height, rgb: new Uint8Array(result.buffer) };
}

function sharpenChannel(
  { width, height, rgb }: RgbFrame,
  { gain, offset, sharpen }: Look,
  channel: 0 | 1 | 2,
  result: Uint8ClampedArray,
): void {
  const [by, more] = [gain[channel], offset[channel]];
  for (let y = 0; y < height; y += 1) {
    const above = (y > 0 ? -width : 0) * 3;
    const below = (y < height - 1 ? width : 0) * 3;
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3 + channel;
      const left = x > 0 ? -3 : 0;
      const right = x < width - 1 ? 3 : 0;
      const value = rgb[at] ?? 0;
      const around =
        ((rgb[at + left] ?? 0) + (rgb[at + right] ?? 0) + (rgb[at + above] ?? 0) + (rgb[at + below] ?? 0)) /
        4;
      result[at] = (value + sharpen * (value - around)) * by + more;
    }
  }
}

/**
 * Grain of a picture: the deviation of its noise in levels, from the median of a Laplacian's Laplacian, which edges and
 * slopes do not move (after Immerkær 1996, with the median in place of the mean).
 */
export function grainOf(frame: RgbFrame): number {
  const { width, height, values } = lumaOf(frame);
  const [rows, columns] = [Math.ceil((height - 2) / 3), Math.ceil((width - 2) / 3)];
  const found = new Float64Array(Math.max(0, rows) * Math.max(0, columns));
  let count = 0;
  // Every third pixel each way says as much as all.
  for (let y = 1; y < height - 1; y += 3) {
    for (let x = 1; x < width - 1; x += 3) {
      const at = y * width + x;
      const v = (place: number): number => values[place] ?? 0;
      const response =
        4 * v(at) -
        2 * (v(at - 1) + v(at + 1) + v(at - width) + v(at + width)) +
        (v(at - width - 1) + v(at - width + 1) + v(at + width - 1) + v(at + width + 1));
      found[count] = Math.abs(response) / 6;
      count += 1;
    }
  }
  return 1.4826 * median(found);
}
