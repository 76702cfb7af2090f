import { AppError } from '../errors/app-error.ts';
import { lumaOf, type RgbFrame } from './frame.ts';

/** Side of the cells that are told still from moving, pixels. */
const cellSize = 8;

/**
 * How the still parts of a shot tremble, in levels of 0 to 255: the mean second difference over time of luma (a steady
 * change has none), in the half of the picture that changes least. 0 of a picture that stands; grain and a generator's
 * unrest raise it; motion elsewhere does not.
 *
 * @param frames of one size, at least three, in order
 */
export function stillFlicker(frames: readonly RgbFrame[]): number {
  const [first] = frames;
  if (first === undefined || frames.length < 3) throw new AppError('bug', 'Flicker takes three frames.');
  const columns = Math.floor(first.width / cellSize);
  const rows = Math.floor(first.height / cellSize);
  const lumas = frames.map((frame) => lumaOf(frame).values);
  const cells: { change: number; tremble: number }[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      cells.push(cellUnrest(lumas, first.width, column * cellSize, row * cellSize));
    }
  }
  cells.sort((a, b) => a.change - b.change);
  const stiller = cells.slice(0, Math.max(1, Math.floor(cells.length / 2)));
  return stiller.reduce((sum, { tremble }) => sum + tremble, 0) / stiller.length;
}

function cellUnrest(
  lumas: readonly Float32Array[],
  width: number,
  left: number,
  top: number,
): { change: number; tremble: number } {
  let [change, tremble] = [0, 0];
  for (let y = top; y < top + cellSize; y += 1) {
    for (let at = y * width + left; at < y * width + left + cellSize; at += 1) {
      for (let frame = 1; frame < lumas.length; frame += 1) {
        const [now, before] = [lumas[frame]?.[at] ?? 0, lumas[frame - 1]?.[at] ?? 0];
        change += Math.abs(now - before);
        if (frame >= 2) tremble += Math.abs(now - 2 * before + (lumas[frame - 2]?.[at] ?? 0)) / 2;
      }
    }
  }
  const pixels = cellSize * cellSize;
  return {
    change: change / pixels / (lumas.length - 1),
    tremble: tremble / pixels / (lumas.length - 2),
  };
}
