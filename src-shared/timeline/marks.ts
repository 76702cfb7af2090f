import type { Clip, Timeline } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { endOf } from './clips.ts';
import { edited, refused, type EditResult } from './result.ts';

/** Marks the first frame of the range; a mark for its end that would lie before it goes. */
export function markIn(timeline: Timeline, at: number): EditResult {
  if (at < 0) return refused('place.beforeStart');
  if (timeline.in === at) return refused('nothing.toDo');
  const { out, ...rest } = timeline;
  return edited({ ...rest, in: frames(at), ...(out === undefined || out <= at ? {} : { out }) });
}

/** Marks the first frame behind the range; a mark for its beginning that would not lie before it goes. */
export function markOut(timeline: Timeline, at: number): EditResult {
  if (at < 1) return refused('range.empty');
  if (timeline.out === at) return refused('nothing.toDo');
  const { in: from, ...rest } = timeline;
  return edited({ ...rest, out: frames(at), ...(from === undefined || from >= at ? {} : { in: from }) });
}

/** Marks the range that clips fill. */
export function markClips(timeline: Timeline, clips: readonly Clip[]): EditResult {
  if (clips.length === 0) return refused('clip.missing');
  const from = Math.min(...clips.map(({ start }) => start));
  const to = Math.max(...clips.map(endOf));
  if (timeline.in === from && timeline.out === to) return refused('nothing.toDo');
  return edited({ ...timeline, in: frames(from), out: frames(to) });
}

export function clearMarks(timeline: Timeline): EditResult {
  if (timeline.in === undefined && timeline.out === undefined) return refused('nothing.toDo');
  const { in: _in, out: _out, ...rest } = timeline;
  return edited(rest);
}
