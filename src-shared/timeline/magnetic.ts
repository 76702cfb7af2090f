import type { ClipId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { copiedClips, type Clipboard } from './clipboard.ts';
import { endOf, findClip, placed, type NewClipId } from './clips.ts';
import { clipsAtEdit } from './find-clips.ts';
import { targetOf, type MoveTogether } from './move.ts';
import { withCut } from './place.ts';
import { framesBefore, rippleDelete, united } from './remove.ts';
import { edited, refused, type EditResult } from './result.ts';
import { rippled } from './ripple.ts';
import { settled } from './settle.ts';

/** The edit of a track nearest to a frame, the earlier of two that are equally near; its beginning is one too. */
export function nearestEdit(clips: readonly Clip[], frame: number): Frames {
  const edits = clips.flatMap((clip) => [clip.start, endOf(clip)]);
  return edits.reduce(
    (nearest, edit) => (Math.abs(edit - frame) < Math.abs(nearest - frame) ? edit : nearest),
    frames(0),
  );
}

/** The same clips without the time in which none of them lies, on any track. */
export function withoutHoles(clipboard: Clipboard): Clipboard {
  const ranges = united(clipboard.clips.map(({ offset, clip }) => [offset, offset + clip.length] as const));
  return {
    clips: clipboard.clips.map((one) => ({ ...one, offset: framesBefore(ranges, one.offset) })),
    length: framesBefore(ranges, clipboard.length),
  };
}

export interface MagneticMove extends Pick<MoveTogether, 'clipIds' | 'tracksBy'> {
  /** One of the clips: the track it comes to is the one whose edits count. */
  readonly grabbed: ClipId;
  /** Where the clips are let go, in frames of the timeline as it is before the move. */
  readonly toward: number;
  readonly newId: NewClipId;
}

/** Where an edit between clips is after the clips have moved. */
function followed(edit: Frames, before: readonly Clip[], after: Timeline): Frames {
  const { left, right } = clipsAtEdit(before, edit);
  const nowLeft = left && findClip(after, left.id)?.clip;
  const nowRight = right && findClip(after, right.id)?.clip;
  return nowLeft === undefined ? (nowRight?.start ?? edit) : endOf(nowLeft);
}

/**
 * Takes clips out, closing up behind them, and inserts them at the nearest edit of the track they come to: a ripple delete
 * and an insert as one, each moving tracks in sync and markers as it does alone. Between the clips no holes are left, and
 * nothing is overwritten.
 */
export function moveMagnetic(timeline: Timeline, move: MagneticMove): EditResult {
  const { clipIds, grabbed, toward, tracksBy = {}, newId } = move;
  const moving = new Set(clipIds);
  const place = findClip(timeline, grabbed);
  const clipboard = copiedClips(timeline, clipIds);
  if (place === undefined || clipboard === undefined || !moving.has(grabbed)) return refused('clip.missing');
  const targets = new Map<ClipId, Track>();
  for (const track of timeline.tracks) {
    for (const { id } of track.clips) {
      if (!moving.has(id)) continue;
      const target = targetOf(timeline.tracks, track, tracksBy[track.kind] ?? 0);
      if (target === undefined) return refused('track.missing');
      targets.set(id, target);
    }
  }
  const closed = rippleDelete(timeline, clipIds);
  if (!closed.ok) return closed;

  const staying = targets.get(grabbed)?.clips.filter(({ id }) => !moving.has(id)) ?? [];
  const at = followed(nearestEdit(staying, toward), staying, closed.timeline);
  const trackIds = [...new Set([...targets.values()].map(({ id }) => id))];
  const { clips, length } = withoutHoles(clipboard);
  const arriving = clips.map(({ clip, offset }) => ({ ...clip, start: frames(at + offset) }));
  const isSame = arriving.every((clip) => {
    const from = findClip(timeline, clip.id);
    return from?.clip.start === clip.start && from.track === targets.get(clip.id);
  });
  if (isSame) return refused('nothing.toDo');

  const room = rippled(withCut(closed.timeline, trackIds, at, newId), { trackIds, from: at, by: length });
  if (!room.ok) return room;
  const tracks = room.timeline.tracks.map((track) => {
    const own = arriving.filter(({ id }) => targets.get(id)?.id === track.id);
    return own.length === 0
      ? track
      : { ...track, clips: own.reduce<Clip[]>((all, clip) => placed(all, clip), track.clips) };
  });
  return settled(timeline, edited({ ...room.timeline, tracks }));
}
