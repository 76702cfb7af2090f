import type { ClipId } from '../lib/ids.ts';
import type { Timeline } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { headMoved } from './clip-time.ts';
import { endOf, findClip, withClips, type ClipPlace } from './clips.ts';
import { framesAhead, framesBehind, type SourceSpan } from './handles.ts';
import { edited, refused, type EditResult, type Refusal } from './result.ts';
import { followsRipple, markersMoved, movedBehind } from './ripple.ts';
import { settled } from './settle.ts';

export interface RippleTrim {
  /** Clips whose edges lie at the same frame, e.g. picture and sound of one recording. */
  readonly clipIds: readonly ClipId[];
  readonly edge: 'head' | 'tail';
  /** How far the edge is drawn to the right; less than 0: to the left. */
  readonly by: number;
  readonly sourceSpan: SourceSpan;
}

function problemOf({ clip }: ClipPlace, { edge, by, sourceSpan }: RippleTrim): Refusal | undefined {
  const longer = edge === 'head' ? -by : by;
  if (clip.length + longer < 1) return 'length.empty';
  const room = edge === 'head' ? framesAhead(clip, sourceSpan(clip)) : framesBehind(clip, sourceSpan(clip));
  return longer > room ? 'source.tooShort' : undefined;
}

/**
 * Moves an edge and everything behind it, so that no gap opens and nothing is overwritten. Of a head the clip stays where it
 * begins and shows later (or earlier) pictures. What is behind moves on the clips' own tracks and on those in sync.
 */
export function rippleTrim(timeline: Timeline, trim: RippleTrim): EditResult {
  const { clipIds, edge, by, sourceSpan } = trim;
  if (by === 0) return refused('nothing.toDo');
  const places: ClipPlace[] = [];
  for (const clipId of clipIds) {
    const place = findClip(timeline, clipId);
    if (place === undefined) return refused('clip.missing');
    const problem = problemOf(place, trim);
    if (problem !== undefined) return refused(problem);
    places.push(place);
  }
  const [first] = places;
  if (first === undefined) return refused('clip.missing');
  const longer = edge === 'head' ? -by : by;
  const from = endOf(first.clip);
  const own = new Map(places.map((place) => [place.track.id, place]));

  let current = timeline;
  for (const track of timeline.tracks) {
    const place = own.get(track.id);
    if (place === undefined && !followsRipple(track)) continue;
    const trimmed =
      place === undefined
        ? track.clips
        : track.clips.map((clip) => {
            if (clip.id !== place.clip.id) return clip;
            if (edge === 'tail') return { ...clip, length: frames(clip.length + longer) };
            return { ...headMoved(clip, by), start: clip.start };
          });
    const moved = movedBehind(trimmed, place === undefined ? from : endOf(place.clip), longer);
    if (moved === undefined) return refused(place === undefined ? 'sync.blocked' : 'place.tooFar');
    if (moved === track.clips) continue;
    const result = withClips(current, track.id, moved);
    if (!result.ok) return result;
    current = result.timeline;
  }
  return settled(timeline, edited(markersMoved(current, from, longer)), sourceSpan);
}
