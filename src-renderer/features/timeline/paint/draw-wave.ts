import type { Clip } from '../../../../src-shared/project/schema.ts';
import type { Rate } from '../../../../src-shared/time/rate.ts';
import type { Peaks } from '../../film/peaks-source.ts';
import { waveColumns } from '../wave-columns.ts';
import type { ClipBox } from './clip-box.ts';

/** The sound of a clip as one column per pixel, in the context's colour. */
export function drawWave(
  context: CanvasRenderingContext2D,
  { clip, box, zoom, rate, peaks }: { clip: Clip; box: ClipBox; zoom: number; rate: Rate; peaks: Peaks },
): void {
  const middle = (box.top + box.bottom) / 2;
  const half = (box.bottom - box.top) / 2 - 1;
  const columns = waveColumns(peaks, {
    clip,
    rate,
    zoom,
    from: box.left - box.start,
    to: box.right - box.start,
  });
  for (const [x, { low, high }] of columns.entries()) {
    const top = middle - high * half;
    context.fillRect(box.left + x, top, 1, Math.max(1, middle - low * half - top));
  }
}
