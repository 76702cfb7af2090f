import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Timeline } from '../../../src-shared/project/schema.ts';
import { endOf } from '../../../src-shared/timeline/clips.ts';

/** Clips with everything that is linked or grouped with one of them. */
export function withCompanions(timeline: Timeline, ids: Iterable<ClipId>): ReadonlySet<ClipId> {
  const chosen = new Set(ids);
  const links = new Set<string>();
  const note = (clip: Clip): void => {
    if (clip.linkId !== undefined) links.add(clip.linkId);
    if (clip.groupId !== undefined) links.add(clip.groupId);
  };
  const all = timeline.tracks.flatMap(({ clips }) => clips);
  for (const clip of all) if (chosen.has(clip.id)) note(clip);
  if (links.size === 0) return chosen;
  for (const clip of all) {
    if (
      (clip.linkId !== undefined && links.has(clip.linkId)) ||
      (clip.groupId !== undefined && links.has(clip.groupId))
    )
      chosen.add(clip.id);
  }
  return chosen;
}

/** Clips from a frame on, or up to it, on one track or on all of them. */
export function clipsBeside(
  timeline: Timeline,
  direction: 'forward' | 'backward',
  frame: number,
  track?: string,
): readonly ClipId[] {
  return timeline.tracks
    .filter(({ id, locked }) => locked !== true && (track === undefined || id === track))
    .flatMap(({ clips }) =>
      clips
        .filter((clip) => (direction === 'forward' ? endOf(clip) > frame : clip.start <= frame))
        .map(({ id }) => id),
    );
}
