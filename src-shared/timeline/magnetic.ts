import type { ClipId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { endOf, findClip, findTrack } from './clips.ts';
import { deleteClips, rippleDelete } from './remove.ts';
import { edited, type EditResult } from './result.ts';
import { rippled } from './ripple.ts';
import { settled } from './settle.ts';

/**
 * What a magnetic timeline is: its main track, the lowest of the picture tracks, has no gaps but those that were there. What
 * an edit would open closes, what comes to the track makes room, and tracks in sync go along both times. The other tracks
 * are free: clips lie on them where they are put, and an edit on them moves nothing elsewhere.
 */
export function mainTrack(timeline: Timeline): Track | undefined {
  return timeline.tracks.find(({ kind }) => kind === 'video');
}

/** The edit of a track nearest to a frame, the earlier of two that are equally near; its beginning is one too. */
export function nearestEdit(clips: readonly Clip[], frame: number): Frames {
  const edits = clips.flatMap((clip) => [clip.start, endOf(clip)]);
  return edits.reduce(
    (nearest, edit) => (Math.abs(edit - frame) < Math.abs(nearest - frame) ? edit : nearest),
    frames(0),
  );
}

/** Frames of the gaps in front of the clips, the one before the first counted. */
export function gapsOf(clips: readonly Clip[]): number[] {
  return clips.map((clip, index) => {
    const before = clips[index - 1];
    return clip.start - (before === undefined ? 0 : endOf(before));
  });
}

/** How much of the gap between two clips was there before: in front of the one or behind the other. */
function knownGap(before: Track): (left: Clip | undefined, right: Clip) => number {
  const gaps = gapsOf(before.clips);
  const ahead = new Map(before.clips.map(({ id }, index) => [id, gaps[index] ?? 0]));
  const behind = new Map(before.clips.map(({ id }, index) => [id, gaps[index + 1] ?? 0]));
  return (left, right) =>
    Math.max(ahead.get(right.id) ?? 0, left === undefined ? (gaps[0] ?? 0) : (behind.get(left.id) ?? 0));
}

/** What an edit has made, with the gaps it has opened on the main track closed. */
export function closedUp(before: Timeline, result: EditResult): EditResult {
  const main = mainTrack(before);
  if (!result.ok || main === undefined) return result;
  const clips = findTrack(result.timeline, main.id)?.clips ?? [];
  if (clips === main.clips) return result;
  const known = knownGap(main);
  let left = gapsOf(main.clips).reduce((sum, gap) => sum + gap, 0);
  const excess = gapsOf(clips).map((gap, index) => {
    const clip = clips[index];
    const kept = clip === undefined ? 0 : Math.min(gap, left, known(clips[index - 1], clip));
    left -= kept;
    return gap - kept;
  });
  let current = result.timeline;
  // From the end, so that what closes does not move what is still to be closed.
  for (const [index, clip] of [...clips.entries()].reverse()) {
    const by = -(excess[index] ?? 0);
    if (by === 0) continue;
    const closed = rippled(current, { trackIds: [main.id], from: clip.start, by });
    if (!closed.ok) return closed;
    current = closed.timeline;
  }
  return current === result.timeline ? result : settled(result.timeline, edited(current));
}

/** An edit that moves nothing on other tracks than its own, nor markers. */
function alone(timeline: Timeline, edit: (timeline: Timeline) => EditResult): EditResult {
  const parted = timeline.tracks.map((track) =>
    track.syncLock === true ? { ...track, syncLock: false } : track,
  );
  const result = edit({ ...timeline, tracks: parted });
  if (!result.ok) return result;
  const then = new Map(timeline.tracks.map((track, index) => [track.id, { track, parted: parted[index] }]));
  const tracks = result.timeline.tracks.map((track) => {
    const known = then.get(track.id);
    if (known === undefined || track === known.parted) return known?.track ?? track;
    return known.track.syncLock === true ? { ...track, syncLock: true } : track;
  });
  const { markers: _, ...rest } = result.timeline;
  return edited({
    ...rest,
    tracks,
    ...(timeline.markers === undefined ? {} : { markers: timeline.markers }),
  });
}

/** An edit of clips as a magnetic timeline makes it: closed up on the main track, or, on the others, on them alone. */
export function onMagnetic(timeline: Timeline, edit: (timeline: Timeline) => EditResult): EditResult {
  const apart = alone(timeline, edit);
  const main = mainTrack(timeline);
  const isElsewhere =
    apart.ok && (main === undefined || findTrack(apart.timeline, main.id)?.clips === main.clips);
  return isElsewhere ? apart : closedUp(timeline, edit(timeline));
}

/** Of some clips those on the main track, and those linked with them: they go together. */
export function withMain(timeline: Timeline, clipIds: readonly ClipId[]): ClipId[] {
  const main = mainTrack(timeline);
  const chosen = clipIds.flatMap((id) => findClip(timeline, id) ?? []);
  const links = new Set(
    chosen.flatMap(({ track, clip }) => (track === main && clip.linkId !== undefined ? [clip.linkId] : [])),
  );
  return chosen.flatMap(({ track, clip }) =>
    track === main || (clip.linkId !== undefined && links.has(clip.linkId)) ? [clip.id] : [],
  );
}

/** Takes clips out: what was on the main track, and its sound, closes up; on other tracks gaps stay. */
export function deleteMagnetic(timeline: Timeline, clipIds: readonly ClipId[]): EditResult {
  const own = withMain(timeline, clipIds);
  const others = clipIds.filter((id) => !own.includes(id));
  if (own.length === 0) return deleteClips(timeline, others);
  const rest = others.length === 0 ? edited(timeline) : deleteClips(timeline, others);
  if (!rest.ok) return rest;
  return rippleDelete(rest.timeline, own);
}
