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

/** Bands that are looked at, in shares of the height: a sky is endlessly far and stands still in a pan. */
const bands = [
  [0.3, 0.8],
  [0.5, 1],
] as const;

interface Travel {
  readonly pan: number;
  readonly zoom: number;
}

/**
 * How the camera moved, from how the left and the right part of the picture travel: together in a pan, apart in a zoom.
 * Taken over many pairs of frames by the median, so that a subject that crosses one part has little say; of the bands
 * of the picture the one that travels most counts, because what is near moves most. A ground that moves by itself on both
 * sides, such as waves rolling against each other, is taken for a camera move.
 *
 * @param frames of one size, at least 64 x 32, in order, half a second or more
 * @param rate frames per second of `frames`
 */
export function measureCamera(frames: readonly RgbFrame[], rate: Rate): CameraMeasure {
  const [first] = frames;
  if (first === undefined || frames.length < 2) throw new AppError('bug', 'A camera move takes two frames.');
  const lumas = frames.map(lumaOf);
  let found: Travel = { pan: 0, zoom: 0 };
  for (const band of bands) {
    const travel = travelIn(lumas, rate, band);
    if (strength(travel) > strength(found)) found = travel;
  }
  return { move: moveOf(found), ...found };
}

/** How clearly a travel is one: 1 = just. */
function strength({ pan, zoom }: Travel): number {
  return Math.max(Math.abs(pan) / leastPan, Math.abs(zoom) / leastZoom);
}

function moveOf(travel: Travel): CameraMove {
  const { pan, zoom } = travel;
  if (strength(travel) < 1) return 'static';
  if (Math.abs(zoom) / leastZoom > Math.abs(pan) / leastPan) return zoom > 0 ? 'zoom in' : 'zoom out';
  return pan > 0 ? 'pan right' : 'pan left';
}

function travelIn(lumas: readonly Luma[], rate: Rate, [from, to]: readonly [number, number]): Travel {
  const { width = 0, height = 0 } = lumas[0] ?? {};
  const gap = Math.max(1, Math.min(lumas.length - 1, Math.round((apart * rate.num) / rate.den)));
  const seconds = secondsOfFrames(frameCount(gap), rate);
  const half = Math.floor(width / 2);
  const [top, bottom] = [Math.floor(from * height), Math.floor(to * height)];
  const parts = [
    { left: 0, top, width: half, height: bottom - top },
    { left: width - half, top, width: half, height: bottom - top },
  ] as const;
  const pans: number[] = [];
  const spreads: number[] = [];
  for (let at = 0; at + gap < lumas.length; at += 1) {
    const [left, right] = parts.map((part) => sideways(lumas[at], lumas[at + gap], part));
    if (left === undefined || right === undefined) continue;
    // Both parts must say so: what moves in one of them alone is a subject.
    const both = Math.min(Math.abs(left), Math.abs(right));
    const together = left * right > 0;
    // What is seen goes the other way than the camera.
    pans.push(together ? (-Math.sign(left) * both) / width / seconds : 0);
    spreads.push(together ? 0 : (2 * Math.sign(right) * both) / (width - half) / seconds);
  }
  return { pan: median(pans), zoom: median(spreads) };
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
