import { frames, type Frames } from '../time/rate.ts';

/** In and out of a source and of the timeline, as far as a person has marked them; an out is the first frame behind. */
export interface EditPoints {
  readonly sourceIn?: number | undefined;
  readonly sourceOut?: number | undefined;
  readonly timelineIn?: number | undefined;
  readonly timelineOut?: number | undefined;
}

export interface EditPlace {
  /** Where the edit begins on the timeline. */
  readonly at: Frames;
  readonly sourceIn: Frames;
  /** Frames on the timeline. */
  readonly length: Frames;
  /**
   * Four points of two lengths: the source's `sourceLength` frames have to run slower or faster to fill `length`. Absent
   * where both are the same.
   */
  readonly sourceLength?: Frames;
}

export type PlaceProblem = 'range.empty' | 'source.tooShort' | 'place.beforeStart';

/**
 * Three-point editing: any three of the four points give the fourth; with fewer, the source goes from its in (or beginning)
 * to its out (or end), and the timeline's in is the playhead. Outs without ins are laid backwards from their ends. With four
 * points, `fit` says whether the source's out is left aside or the speed made to fit.
 *
 * @param sourceLength frames the source has at the project's rate; Infinity for a still, which then needs `stillLength`
 */
export function editPlace(
  { sourceIn, sourceOut, timelineIn, timelineOut }: EditPoints,
  {
    sourceLength,
    stillLength,
    playhead,
    fit = 'ignoreSourceOut',
  }: {
    readonly sourceLength: number;
    readonly stillLength: number;
    readonly playhead: number;
    readonly fit?: 'ignoreSourceOut' | 'speed';
  },
): EditPlace | PlaceProblem {
  const end = Number.isFinite(sourceLength) ? sourceLength : (sourceIn ?? 0) + stillLength;
  const marked = timelineIn !== undefined && timelineOut !== undefined ? timelineOut - timelineIn : undefined;
  if (marked !== undefined && marked < 1) return 'range.empty';

  let from = sourceIn ?? 0;
  let length = (sourceOut ?? end) - from;
  if (marked !== undefined) {
    if (sourceIn === undefined && sourceOut !== undefined) from = sourceOut - marked;
    if (sourceIn !== undefined && sourceOut !== undefined && fit === 'speed' && length !== marked) {
      if (length < 1) return 'range.empty';
      if (sourceIn < 0 || sourceOut > sourceLength) return 'source.tooShort';
      return {
        at: frames(timelineIn ?? 0),
        sourceIn: frames(sourceIn),
        length: frames(marked),
        sourceLength: frames(length),
      };
    }
    length = marked;
  }
  if (length < 1) return 'range.empty';
  const isBackwards = timelineIn === undefined && timelineOut !== undefined;
  const at = timelineIn ?? (isBackwards ? timelineOut - length : playhead);
  if (from < 0 || from + length > (Number.isFinite(sourceLength) ? sourceLength : Infinity)) {
    return 'source.tooShort';
  }
  if (at < 0) return 'place.beforeStart';
  return { at: frames(at), sourceIn: frames(from), length: frames(length) };
}
