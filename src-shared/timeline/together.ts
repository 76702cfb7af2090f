import type { ClipId, GroupId, LinkId } from '../lib/ids.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { findClip } from './clips.ts';
import { edited, refused, type EditResult } from './result.ts';
import { settled } from './settle.ts';

/** The same change on several clips, as one edit. A clip for which `change` gives back the very same stays. */
export function changeClips(
  timeline: Timeline,
  clipIds: readonly ClipId[],
  change: (clip: Clip) => Clip,
): EditResult {
  const wanted = new Set(clipIds);
  let found = 0;
  let changed = 0;
  const tracks = timeline.tracks.map((track) => {
    const clips = track.clips.map((clip) => {
      if (!wanted.has(clip.id)) return clip;
      found += 1;
      return change(clip);
    });
    const differs = clips.some((clip, index) => clip !== track.clips[index]);
    if (differs) changed += 1;
    return differs ? { ...track, clips } : track;
  });
  if (found < wanted.size || found === 0) return refused('clip.missing');
  if (changed === 0) return refused('nothing.toDo');
  return settled(timeline, edited({ ...timeline, tracks }));
}

/** Links clips, e.g. picture and sound: what is done to one is done to all. */
export function linkClips(
  timeline: Timeline,
  { clipIds, linkId }: { clipIds: readonly ClipId[]; linkId: LinkId },
): EditResult {
  if (clipIds.length < 2) return refused('clip.one');
  return changeClips(timeline, clipIds, (clip) => ({ ...clip, linkId }));
}

/** Parts linked clips; those linked with them are parted too. */
export function unlinkClips(timeline: Timeline, clipIds: readonly ClipId[]): EditResult {
  return changeClips(timeline, withLinked(timeline, clipIds), (clip) => {
    if (clip.linkId === undefined) return clip;
    const { linkId: _, ...parted } = clip;
    return parted;
  });
}

/** Groups clips: they are selected and moved together. */
export function groupClips(
  timeline: Timeline,
  { clipIds, groupId }: { clipIds: readonly ClipId[]; groupId: GroupId },
): EditResult {
  if (clipIds.length < 2) return refused('clip.one');
  return changeClips(timeline, clipIds, (clip) => ({ ...clip, groupId }));
}

/** Dissolves the groups of the given clips. */
export function ungroupClips(timeline: Timeline, clipIds: readonly ClipId[]): EditResult {
  return changeClips(timeline, withGrouped(timeline, clipIds), (clip) => {
    if (clip.groupId === undefined) return clip;
    const { groupId: _, ...free } = clip;
    return free;
  });
}

function expanded(
  timeline: Timeline,
  clipIds: readonly ClipId[],
  bonds: (clip: Clip) => readonly (string | undefined)[],
): ClipId[] {
  const wanted = new Set(clipIds);
  const held = new Set<string>();
  for (const clipId of clipIds) {
    const clip = findClip(timeline, clipId)?.clip;
    for (const bond of clip === undefined ? [] : bonds(clip)) if (bond !== undefined) held.add(bond);
  }
  if (held.size > 0) {
    for (const { clips } of timeline.tracks) {
      for (const clip of clips) {
        if (bonds(clip).some((bond) => bond !== undefined && held.has(bond))) wanted.add(clip.id);
      }
    }
  }
  return [...wanted];
}

/** The clips and all that are linked with them. */
export function withLinked(timeline: Timeline, clipIds: readonly ClipId[]): ClipId[] {
  return expanded(timeline, clipIds, (clip) => [clip.linkId]);
}

/** The clips and all of their groups. */
export function withGrouped(timeline: Timeline, clipIds: readonly ClipId[]): ClipId[] {
  return expanded(timeline, clipIds, (clip) => [clip.groupId]);
}

/** What a click on a clip selects: its group, and whatever is linked with any of it. */
export function selectionOf(timeline: Timeline, clipIds: readonly ClipId[]): ClipId[] {
  return withLinked(timeline, withGrouped(timeline, clipIds));
}
