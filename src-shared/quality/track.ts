import { AppError } from '../errors/app-error.ts';
import { secondsOfFrames, frames as frameCount, type Rate } from '../time/rate.ts';
import { reduced, type RgbFrame } from './frame.ts';
import { labDistance, labOfRgb, type Lab } from './lab.ts';
import { median, slope } from './statistics.ts';

export const directions = ['still', 'left', 'right', 'up', 'down'] as const;
export type Direction = (typeof directions)[number];

export interface TrackMeasure {
  readonly direction: Direction;
  /** Frame widths per second to the right; negative = to the left. */
  readonly across: number;
  /** Frame heights per second downwards; negative = upwards. */
  readonly down: number;
  /** Middle colour of what moves; undefined where nothing does. */
  readonly colour: Lab | undefined;
  /** Share of the picture that is ever covered by what moves. */
  readonly area: number;
}

/** Longer side of the picture that motion is followed on. */
const trackedEdge = 112;

/** A pixel belongs to what moves where it differs from the shot's usual colour there by more than this, CIE Lab. */
const different = 14;

/** Slower than this, in widths or heights per second, is standing still; less area than this is nothing at all. */
const leastSpeed = 0.035;
const leastArea = 0.004;

/** The colour seen most of the time at every place: the middle of each channel over all frames. */
function usualPicture(frames: readonly RgbFrame[]): Uint8Array {
  const [first] = frames;
  const usual = new Uint8Array(first?.rgb.length ?? 0);
  const values = new Uint8Array(frames.length);
  for (let at = 0; at < usual.length; at += 1) {
    for (const [index, frame] of frames.entries()) values[index] = frame.rgb[at] ?? 0;
    values.sort();
    usual[at] = values[values.length >> 1] ?? 0;
  }
  return usual;
}

interface Sighting {
  readonly time: number;
  readonly x: number;
  readonly y: number;
  readonly lab: Lab;
}

/**
 * Follows what moves before a background that does not: where each frame differs from the shot's usual picture, and how
 * the middle of that travels. For shots with a static camera; under a moving one everything differs.
 *
 * @param frames of one size, in order, of a whole shot of a second or more
 * @param rate frames per second of `frames`
 */
export function measureTrack(frames: readonly RgbFrame[], rate: Rate): TrackMeasure {
  if (frames.length < 4) throw new AppError('bug', 'A track takes a few frames.');
  const small = frames.map((frame) => reduced(frame, trackedEdge));
  const usual = usualPicture(small);
  const { width = 1, height = 1 } = small[0] ?? {};
  const usualLab = Array.from({ length: width * height }, (_, pixel) => labOfRgb(usual, pixel * 3));
  const seen: Sighting[] = [];
  const middles: { time: number; x: number; y: number }[] = [];
  const covered = new Uint8Array(width * height);
  for (const [index, { rgb }] of small.entries()) {
    const time = secondsOfFrames(frameCount(index), rate) as number;
    let [sumX, sumY, count] = [0, 0, 0];
    for (let pixel = 0; pixel < covered.length; pixel += 1) {
      const lab = labOfRgb(rgb, pixel * 3);
      if (labDistance(lab, usualLab[pixel] ?? lab) < different) continue;
      covered[pixel] = 1;
      const [x, y] = [(pixel % width) / width, Math.floor(pixel / width) / height];
      seen.push({ time, x, y, lab });
      sumX += x;
      sumY += y;
      count += 1;
    }
    if (count > 0) middles.push({ time, x: sumX / count, y: sumY / count });
  }
  const area = covered.reduce((sum, one) => sum + one, 0) / covered.length;
  const across = slope(middles.map(({ time, x }) => [time, x] as const));
  const down = slope(middles.map(({ time, y }) => [time, y] as const));
  if (area < leastArea || Math.max(Math.abs(across), Math.abs(down)) < leastSpeed) {
    return { direction: 'still', across, down, colour: undefined, area };
  }
  const sideways = Math.abs(across) >= Math.abs(down);
  const direction = sideways ? (across > 0 ? 'right' : 'left') : down > 0 ? 'down' : 'up';
  return {
    direction,
    across,
    down,
    colour: colourOf(seen, sideways ? across : 0, sideways ? 0 : down),
    area,
  };
}

/**
 * Where the subject stays for most of a shot, the usual colour is its own, and what differs there is the ground behind it.
 * So its colour is taken where it comes from in the beginning and where it goes to in the end.
 */
function colourOf(seen: readonly Sighting[], across: number, down: number): Lab | undefined {
  const way = (one: Sighting): number => Math.sign(across) * one.x + Math.sign(down) * one.y;
  const middle = median(seen.map(way));
  const last = seen.at(-1)?.time ?? 0;
  const own = seen.filter((one) =>
    one.time < last / 3 ? way(one) < middle : one.time > (2 * last) / 3 && way(one) > middle,
  );
  return own.length === 0 ? undefined : middleColour(own.map(({ lab }) => lab));
}

function middleColour(colours: readonly Lab[]): Lab {
  return [
    median(colours.map((lab) => lab[0])),
    median(colours.map((lab) => lab[1])),
    median(colours.map((lab) => lab[2])),
  ];
}
