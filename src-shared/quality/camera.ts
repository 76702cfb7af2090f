import { AppError } from '../errors/app-error.ts';
import { secondsOfFrames, frames as frameCount, type Rate } from '../time/rate.ts';
import { lumaOf, type Luma, type RgbFrame } from './frame.ts';
import { phaseShift } from './phase-correlation.ts';
import { median } from './statistics.ts';

export const cameraMoves = ['static', 'pan left', 'pan right', 'zoom in', 'zoom out'] as const;
export type CameraMove = (typeof cameraMoves)[number];

export interface CameraMeasure {
  readonly move: CameraMove;
  /** Frame widths per second the camera looks further to the right; negative = to the left. */
  readonly pan: number;
  /** Growth of what is seen, per second, as a natural logarithm: 0.1 = a tenth larger each second. */
  readonly zoom: number;
}

/** Slower than these nobody calls it a move. */
const leastPan = 0.018;
const leastZoom = 0.05;

/** Correlations below this say nothing: that part of the picture shows no structure, or something else moved there. */
const leastPeak = 0.03;

/** Seconds between the frames that are compared: a slow move needs a few pixels to be seen. */
const apart = 0.375;

/**
 * How the camera moved, from how the left and the right part of the picture travel: together in a pan, apart in a zoom.
 * Taken over many pairs of frames by the median, so that a subject that crosses one part has little say.
 *
 * @param frames of one size, at least 64 x 32, in order, half a second or more
 * @param rate frames per second of `frames`
 */
export function measureCamera(frames: readonly RgbFrame[], rate: Rate): CameraMeasure {
  const [first] = frames;
  if (first === undefined || frames.length < 2) throw new AppError('bug', 'A camera move takes two frames.');
  const { width, height } = first;
  const gap = Math.max(1, Math.min(frames.length - 1, Math.round((apart * rate.num) / rate.den)));
  const seconds = secondsOfFrames(frameCount(gap), rate);
  const lumas = frames.map(lumaOf);
  const half = Math.floor(width / 2);
  const parts = [
    { left: 0, top: 0, width: half, height },
    { left: width - half, top: 0, width: half, height },
  ] as const;
  const pans: number[] = [];
  const spreads: number[] = [];
  for (let at = 0; at + gap < frames.length; at += 1) {
    const [left, right] = parts.map((part) => sideways(lumas[at], lumas[at + gap], part));
    if (left === undefined || right === undefined) continue;
    // Both parts must say so: what moves in one of them alone is a subject.
    const both = Math.min(Math.abs(left), Math.abs(right));
    const together = left * right > 0;
    // What is seen goes the other way than the camera.
    pans.push(together ? (-Math.sign(left) * both) / width / seconds : 0);
    spreads.push(together ? 0 : (2 * Math.sign(right) * both) / (width - half) / seconds);
  }
  const pan = median(pans);
  const zoom = median(spreads);
  const [panned, zoomed] = [Math.abs(pan) / leastPan, Math.abs(zoom) / leastZoom];
  if (Math.max(panned, zoomed) < 1) return { move: 'static', pan, zoom };
  if (zoomed > panned) return { move: zoom > 0 ? 'zoom in' : 'zoom out', pan, zoom };
  return { move: pan > 0 ? 'pan right' : 'pan left', pan, zoom };
}

function sideways(
  before: Luma | undefined,
  after: Luma | undefined,
  part: Parameters<typeof phaseShift>[2],
): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  const shift = phaseShift(before, after, part);
  return shift.peak >= leastPeak ? shift.x : undefined;
}
