import { AppError } from '../errors/app-error.ts';
import { secondsOfFrames, frames as frameCount, type Rate } from '../time/rate.ts';
import { lumaOf, type Luma, type RgbFrame } from './frame.ts';

export const cameraMoves = ['static', 'pan left', 'pan right', 'zoom in', 'zoom out'] as const;
export type CameraMove = (typeof cameraMoves)[number];

export interface CameraMeasure {
  readonly move: CameraMove;
  /** Frame widths per second the camera looks further to the right; negative = to the left. 0 unless it pans. */
  readonly pan: number;
  /** Growth of what is seen, per second, as a natural logarithm: 0.1 = a tenth larger each second. 0 unless it zooms. */
  readonly zoom: number;
}

/** Rates that are tried; slower than the first nobody calls it a move. */
const pans = { least: 0.02, step: 0.01, count: 19 };
const zooms = { least: 0.05, step: 0.02, count: 13 };

/** Seconds between the frames that are compared: a slow move needs a few pixels to be seen. */
const apart = 0.375;

/** The picture is cut into tiles, this many one above the other; each has one vote, however strong its edges are. */
const tileRows = 8;

/** Share of the height that has no vote: a sky is endlessly far and stands still in a pan. */
const sky = 0.25;

/** Levels two pictures of one thing differ by anyway: what a tile without structure says counts little. */
const noise = 2;

/** Votes go from -1 to 1; moves that fewer speak for are none. */
const leastVotes = 0.02;

/** Where a point of a frame is `seconds` later if the camera moves so, in pixels from the middle. */
interface Trial {
  readonly move: CameraMove;
  readonly rate: number;
  readonly scale: number;
  readonly shift: number;
}

/**
 * How the camera moved: of pans and zooms at many speeds, the one that explains most tiles of the picture better than
 * standing still does. A subject that moves takes few tiles; of layers at different distances the one that covers most
 * of the picture sets the speed. Patterns that a codec leaves at fixed places are too faint to have a say, which they
 * had in a phase correlation.
 *
 * @param frames of one size, at least 64 x 32, in order, half a second or more
 * @param rate frames per second of `frames`
 */
export function measureCamera(frames: readonly RgbFrame[], rate: Rate): CameraMeasure {
  const [first] = frames;
  if (first === undefined || frames.length < 2) throw new AppError('bug', 'A camera move takes two frames.');
  const gap = Math.max(1, Math.min(frames.length - 1, Math.round((apart * rate.num) / rate.den)));
  const seconds = secondsOfFrames(frameCount(gap), rate);
  const lumas = frames.map(lumaOf);
  const votesFor = (trial: Trial): number => {
    let sum = 0;
    for (let at = 0; at + gap < lumas.length; at += 1) sum += votes(lumas[at], lumas[at + gap], trial);
    return sum / (lumas.length - gap);
  };
  let best: Trial = { move: 'static', rate: 0, scale: 1, shift: 0 };
  let most = leastVotes;
  for (const trial of trials(first.width, seconds)) {
    const found = votesFor(trial);
    if (found > most) [best, most] = [trial, found];
  }
  return {
    move: best.move,
    pan: best.move.startsWith('pan') ? best.rate : 0,
    zoom: best.move.startsWith('zoom') ? best.rate : 0,
  };
}

function trials(width: number, seconds: number): Trial[] {
  const rates = ({ least, step, count }: typeof pans): number[] =>
    Array.from({ length: count }, (_, at) => least + at * step);
  return [
    // What is seen goes the other way than the camera.
    ...rates(pans).flatMap((rate): Trial[] => [
      { move: 'pan right', rate, scale: 1, shift: -rate * width * seconds },
      { move: 'pan left', rate: -rate, scale: 1, shift: rate * width * seconds },
    ]),
    ...rates(zooms).flatMap((rate): Trial[] => [
      { move: 'zoom in', rate, scale: Math.exp(rate * seconds), shift: 0 },
      { move: 'zoom out', rate: -rate, scale: Math.exp(-rate * seconds), shift: 0 },
    ]),
  ];
}

/** The mean vote of all tiles for a trial: 1 = it explains everything, -1 = standing still does. */
function votes(before: Luma | undefined, after: Luma | undefined, { scale, shift }: Trial): number {
  if (before === undefined || after === undefined) return 0;
  const { width, height } = before;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const side = Math.max(4, Math.floor(height / tileRows));
  const columns = Math.floor(width / side);
  let sum = 0;
  let count = 0;
  for (let top = Math.ceil(sky * height); top + side <= height; top += side) {
    const still = new Float64Array(columns);
    const moved = new Float64Array(columns);
    const inside = new Float64Array(columns);
    for (let y = top; y < top + side; y += 1) {
      const toY = middleY + (y - middleY) * scale;
      const rowY = Math.floor(toY);
      if (rowY < 0 || rowY + 1 >= height) continue;
      const down = toY - rowY;
      for (let x = 0; x < columns * side; x += 1) {
        const toX = middleX + (x - middleX) * scale + shift;
        const columnX = Math.floor(toX);
        if (columnX < 0 || columnX + 1 >= width) continue;
        const across = toX - columnX;
        const corner = rowY * width + columnX;
        const upper = (after.values[corner] ?? 0) * (1 - across) + (after.values[corner + 1] ?? 0) * across;
        const lower =
          (after.values[corner + width] ?? 0) * (1 - across) +
          (after.values[corner + width + 1] ?? 0) * across;
        const here = before.values[y * width + x] ?? 0;
        const tile = Math.floor(x / side);
        moved[tile] = (moved[tile] ?? 0) + Math.abs(here - upper * (1 - down) - lower * down);
        still[tile] = (still[tile] ?? 0) + Math.abs(here - (after.values[y * width + x] ?? 0));
        inside[tile] = (inside[tile] ?? 0) + 1;
      }
    }
    for (let tile = 0; tile < columns; tile += 1) {
      const pixels = inside[tile] ?? 0;
      if (pixels < (side * side) / 2) continue;
      const [a, b] = [still[tile] ?? 0, moved[tile] ?? 0];
      sum += (a - b) / (a + b + noise * pixels);
      count += 1;
    }
  }
  return count > 0 ? sum / count : 0;
}
