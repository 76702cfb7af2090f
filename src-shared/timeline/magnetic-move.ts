import type { ClipId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { copiedClips, pasteClips, type Clipboard, type Paste } from './clipboard.ts';
import { cleared, endOf, findClip, placed } from './clips.ts';
import { clipsAtEdit } from './find-clips.ts';
import { closedUp, deleteMagnetic, mainTrack, nearestEdit, onMagnetic } from './magnetic.ts';
import { moveClips, targetOf, type MoveTogether } from './move.ts';
import { withCut } from './place.ts';
import { framesBefore, united } from './remove.ts';
import { edited, refused, type EditResult } from './result.ts';
import { followsRipple, rippled } from './ripple.ts';
import { settled } from './settle.ts';

/** The same clips without the time in which none of them lies, on any track. */
export function withoutHoles(clipboard: Clipboard): Clipboard {
  const ranges = united(clipboard.clips.map(({ offset, clip }) => [offset, offset + clip.length] as const));
  return {
    clips: clipboard.clips.map((one) => ({ ...one, offset: framesBefore(ranges, one.offset) })),
    length: framesBefore(ranges, clipboard.length),
  };
}

export interface MagneticMove extends Omit<MoveTogether, 'onto'> {
  /** Where clips that come to the main track are let go, in frames of the timeline as it is before the move. */
  readonly toward: number;
}

/** Where an edit between clips is after the clips have moved. */
function followed(edit: Frames, before: readonly Clip[], after: Timeline): Frames {
  const { left, right } = clipsAtEdit(before, edit);
  const nowLeft = left && findClip(after, left.id)?.clip;
  const nowRight = right && findClip(after, right.id)?.clip;
  return nowLeft === undefined ? (nowRight?.start ?? edit) : endOf(nowLeft);
}

interface Mover {
  readonly clip: Clip;
  readonly target: Track;
}

/** The clip over or under which another one begins. */
function under(clips: readonly Clip[], { start }: Clip): Clip | undefined {
  return clips.find((clip) => clip.start <= start && start < endOf(clip));
}

/** What begins over clips that stay on the main track, on tracks in sync: it goes with them, as a title with its picture. */
function attached(timeline: Timeline, movers: readonly Mover[], main: Track): Mover[] {
  const moving = movers.map(({ clip }) => clip);
  const beneath = movers
    .filter(({ clip, target }) => target === main && main.clips.includes(clip))
    .map(({ clip }) => clip);
  return timeline.tracks
    .filter((track) => track !== main && followsRipple(track))
    .flatMap((target) =>
      target.clips
        .filter((clip) => !moving.includes(clip) && under(beneath, clip) !== undefined)
        .map((clip) => ({ clip, target })),
    );
}

function moversOf(
  timeline: Timeline,
  { clipIds, tracksBy = {} }: MagneticMove,
): readonly Mover[] | undefined {
  const moving = new Set(clipIds);
  const movers: Mover[] = [];
  for (const track of timeline.tracks) {
    for (const clip of track.clips) {
      if (!moving.has(clip.id)) continue;
      const target = targetOf(timeline.tracks, track, tracksBy[track.kind] ?? 0);
      if (target === undefined) return undefined;
      movers.push({ clip, target });
    }
  }
  return movers;
}

/** Those that come to the main track, with what is linked with them; the others keep their places to the first of these. */
function arrivals(movers: readonly Mover[], main: Track): readonly Mover[] {
  const links = new Set(
    movers.flatMap(({ clip, target }) => (target === main ? [clip.linkId ?? clip.id] : [])),
  );
  return movers.filter(({ clip }) => links.has(clip.linkId ?? clip.id));
}

/**
 * Moves clips on a magnetic timeline. What comes to the main track is inserted at its nearest edit, without holes, and
 * what leaves it closes up; what begins over a clip that stays on the main track goes with it, where tracks are in sync. The
 * other tracks are moved on freely, over what lies there.
 */
export function moveMagnetic(timeline: Timeline, move: MagneticMove): EditResult {
  const { toward, newId } = move;
  const main = mainTrack(timeline);
  const chosen = moversOf(timeline, move);
  if (chosen === undefined) return refused('track.missing');
  if (chosen.length === 0 || chosen.length < new Set(move.clipIds).size) return refused('clip.missing');
  const coming = main === undefined ? [] : arrivals(chosen, main);
  const clipboard = copiedClips(
    timeline,
    coming.map(({ clip }) => clip.id),
  );
  if (main === undefined || clipboard === undefined) {
    return closedUp(timeline, moveClips(timeline, { ...move, onto: 'overwrite' }));
  }
  const movers = [...chosen, ...attached(timeline, chosen, main)];
  const moving = new Map(movers.map(({ clip, target }) => [clip.id, target.id]));
  const closed = deleteMagnetic(timeline, [...moving.keys()]);
  if (!closed.ok) return closed;

  const staying = main.clips.filter(({ id }) => !moving.has(id));
  const at = followed(nearestEdit(staying, toward), staying, closed.timeline);
  const { clips, length } = withoutHoles(clipboard);
  const inserted = clips.map(({ clip, offset }) => ({ ...clip, start: frames(at + offset) }));
  const isSame = chosen.every(({ clip, target }) => {
    const there = inserted.find(({ id }) => id === clip.id);
    return target.clips.includes(clip) && (there === undefined || there.start === clip.start);
  });
  if (isSame) return refused('nothing.toDo');

  const others = movers.filter((mover) => !coming.includes(mover)).map(({ clip }) => clip);
  const beside = placedBeside(
    others,
    coming.map(({ clip }) => clip),
    inserted,
  );
  const trackIds = [...new Set(coming.map(({ target }) => target.id))];
  const room = rippled(withCut(closed.timeline, trackIds, at, newId), { trackIds, from: at, by: length });
  if (!room.ok) return room;
  const tracks = room.timeline.tracks.map((track) => {
    const own = [...beside, ...inserted].filter(({ id }) => moving.get(id) === track.id);
    return own.length === 0 ? track : { ...track, clips: own.reduce(over(newId), track.clips) };
  });
  return closedUp(timeline, settled(timeline, edited({ ...room.timeline, tracks })));
}

/** Where clips go that keep their places to those inserted: to the one they begin over, else to the first of all. */
function placedBeside(others: readonly Clip[], were: readonly Clip[], inserted: readonly Clip[]): Clip[] {
  const now = new Map(inserted.map(({ id, start }) => [id, start]));
  const first = were.reduce<Clip | undefined>(
    (a, b) => (a === undefined || b.start < a.start ? b : a),
    undefined,
  );
  return others.map((clip) => {
    const anchor = under(were, clip) ?? first;
    const by = anchor === undefined ? 0 : (now.get(anchor.id) ?? anchor.start) - anchor.start;
    return { ...clip, start: frames(Math.max(0, clip.start + by)) };
  });
}

/** Puts a clip over what lies there. */
function over(newId: () => ClipId) {
  return (all: Clip[], clip: Clip): Clip[] => placed(cleared(all, clip.start, endOf(clip), newId), clip);
}

/**
 * Nudging on a magnetic timeline: what lies on the main track changes places with its neighbour on that side, for there is
 * nothing between edits; anything else moves by frames.
 */
export function nudgeMagnetic(
  timeline: Timeline,
  move: Omit<MagneticMove, 'toward' | 'tracksBy'>,
): EditResult {
  const moving = new Set(move.clipIds);
  const clips = mainTrack(timeline)?.clips ?? [];
  const first = clips.find(({ id }) => moving.has(id));
  if (first === undefined) return moveMagnetic(timeline, { ...move, toward: 0 });
  const staying = clips.filter(({ id }) => !moving.has(id));
  const next = staying.find(({ start }) => start > first.start);
  const previous = staying.filter(({ start }) => start < first.start).at(-1);
  const toward = move.by > 0 ? next && endOf(next) : previous?.start;
  return toward === undefined ? refused('nothing.toDo') : moveMagnetic(timeline, { ...move, toward });
}

/**
 * Pastes on a magnetic timeline: what comes to the main track is inserted at its nearest edit, without holes; elsewhere it
 * is pasted as asked.
 */
export function pasteMagnetic(timeline: Timeline, paste: Paste): EditResult {
  const { clipboard, at, onto } = paste;
  const main = mainTrack(timeline);
  const closed = withoutHoles(clipboard);
  const coming =
    onto?.video === undefined || onto.video === main?.id
      ? closed.clips.filter(({ kind, track }) => kind === 'video' && track === 0)
      : [];
  if (main === undefined || coming.length === 0) return onMagnetic(timeline, (now) => pasteClips(now, paste));
  const length = Math.max(...coming.map(({ offset, clip }) => offset + clip.length));
  const pasted = pasteClips(timeline, {
    ...paste,
    clipboard: { ...closed, length },
    at: nearestEdit(main.clips, at),
    mode: 'insert',
  });
  return closedUp(timeline, pasted);
}
