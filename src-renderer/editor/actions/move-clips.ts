import type { ClipId, TrackId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { findClip, type NewClipId } from '../../../src-shared/timeline/clips.ts';
import { duplicateClip, moveClip } from '../../../src-shared/timeline/place.ts';
import { refused, type EditResult } from '../../../src-shared/timeline/result.ts';

export interface ClipsMove {
  readonly ids: readonly ClipId[];
  /** Frames; negative is earlier. */
  readonly by: number;
  /** Where the grabbed clip shall lie; the others move by as many tracks of their kind. null = everything stays on its track. */
  readonly trackId: TrackId | null;
  /** The grabbed clip; absent: the first. */
  readonly grabbed?: ClipId;
  /** True: the clips stay and their doubles move. */
  readonly copy?: boolean;
  readonly newId: NewClipId;
}

/** How many tracks of its kind the grabbed clip moves down the list. */
function trackSteps(timeline: Timeline, grabbed: ClipId | undefined, trackId: TrackId | null): number {
  const place = grabbed === undefined ? undefined : findClip(timeline, grabbed);
  if (place === undefined || trackId === null) return 0;
  const same = timeline.tracks.filter(({ kind }) => kind === place.track.kind);
  const to = same.findIndex(({ id }) => id === trackId);
  return to < 0 ? 0 : to - same.findIndex(({ id }) => id === place.track.id);
}

/** Moves clips together in time and between tracks; what they land on is overwritten. All of them move or none. */
export function moveClips(timeline: Timeline, move: ClipsMove): EditResult {
  const { ids, by, trackId, grabbed = ids[0], copy = false, newId } = move;
  const steps = trackSteps(timeline, grabbed, trackId);
  const kind = grabbed === undefined ? undefined : findClip(timeline, grabbed)?.track.kind;
  const places = ids.flatMap((id) => findClip(timeline, id) ?? []);
  const tracksOf = (wanted: string) => timeline.tracks.filter((track) => track.kind === wanted);
  // Those in front go first, so that none lands on one that is still to move.
  const ordered = places.sort(
    (a, b) =>
      steps * (tracksOf(b.track.kind).indexOf(b.track) - tracksOf(a.track.kind).indexOf(a.track)) ||
      by * (b.clip.start - a.clip.start),
  );
  let current: Timeline = timeline;
  for (const { clip, track } of ordered) {
    const lane =
      track.kind === kind ? tracksOf(track.kind)[tracksOf(track.kind).indexOf(track) + steps] : track;
    if (lane === undefined) return refused('track.missing');
    if (clip.start + by < 0) return refused('place.beforeStart');
    const start = frames(clip.start + by);
    const result = copy
      ? duplicateClip(current, { clipId: clip.id, at: { trackId: lane.id, start }, newId })
      : moveClip(current, { clipId: clip.id, trackId: lane.id, start, onto: 'overwrite', newId });
    if (!result.ok && result.reason !== 'nothing.toDo') return result;
    if (result.ok) current = result.timeline;
  }
  return current === timeline ? refused('nothing.toDo') : { ok: true, timeline: current };
}
