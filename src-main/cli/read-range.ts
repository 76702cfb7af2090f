import { AppError } from '../../src-shared/errors/app-error.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { canDrop, frameOfTimecode } from '../../src-shared/time/timecode.ts';
import { markedRange } from '../../src-shared/timeline/frame-range.ts';
import type { FrameRange } from '../../src-shared/timeline/frame-range.ts';
import { usageError } from './arguments.ts';

/** A frame number, or a timecode at the project's rate: `;` says drop-frame, as in the window. */
function frameOf(text: string, rate: Rate): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  return frameOfTimecode(text, { rate, drop: text.includes(';') && canDrop(rate) });
}

/**
 * Reads `--range marked` or `--range IN-OUT`.
 *
 * @throws AppError `usage` where it is no range, `input.option` where nothing is marked
 */
export function readRange(text: string, { timeline, settings }: ProjectDocument): FrameRange {
  if (text === 'marked') {
    const marked = markedRange(timeline);
    if (marked !== undefined) return marked;
    throw new AppError('input.option', 'No range is marked on the timeline.', {
      hint: 'Mark it in the window, or give its frames: --range 24-48.',
    });
  }
  const [first = '', last = '', ...more] = text.split('-');
  const [from, to] = [frameOf(first, settings.rate), frameOf(last, settings.rate)];
  if (from !== undefined && to !== undefined && from < to && more.length === 0) return { from, to };
  throw usageError(
    '--range is marked or IN-OUT: two frames or timecodes, the second later, e.g. 24-48 or 00:00:01:00-00:00:02:00.',
  );
}
