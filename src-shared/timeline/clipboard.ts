import { branded } from '../lib/brand.ts';
import type { ClipId, GroupId, TrackId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { cleared, endOf, placed, withClips, type NewClipId } from './clips.ts';
import { withCut } from './place.ts';
import { edited, refused, type EditResult } from './result.ts';
import { rippled } from './ripple.ts';
import { settled } from './settle.ts';
import { changeClips } from './together.ts';

/** Clips as they were when they were copied, with their places to each other. */
export interface Clipboard {
  readonly clips: readonly {
    readonly kind: Track['kind'];
    /** Tracks of its kind above the lowest one that was copied from. */
    readonly track: number;
    /** Frames behind the first of all. */
    readonly offset: number;
    readonly clip: Clip;
  }[];
  readonly length: number;
}

/** undefined where nothing is chosen. */
export function copiedClips(timeline: Timeline, clipIds: readonly ClipId[]): Clipboard | undefined {
  const wanted = new Set(clipIds);
  const found = (['video', 'audio'] as const).flatMap((kind) => {
    const tracks = timeline.tracks.filter((track) => track.kind === kind);
    const chosen = tracks.map(({ clips }) => clips.filter(({ id }) => wanted.has(id)));
    const lowest = chosen.findIndex((clips) => clips.length > 0);
    return chosen.flatMap((clips, index) => clips.map((clip) => ({ kind, track: index - lowest, clip })));
  });
  if (found.length === 0) return undefined;
  const start = Math.min(...found.map(({ clip }) => clip.start));
  const end = Math.max(...found.map(({ clip }) => endOf(clip)));
  return { clips: found.map((one) => ({ ...one, offset: one.clip.start - start })), length: end - start };
}

export interface Paste {
  readonly clipboard: Clipboard;
  readonly at: Frames;
  /** The lowest track of each kind to paste on; the first of the kind where absent. */
  readonly onto?: { readonly video?: TrackId; readonly audio?: TrackId };
  /** `insert`: what is behind makes room, on tracks in sync too. `overwrite`: what lies there is covered. */
  readonly mode: 'overwrite' | 'insert';
  readonly newId: NewClipId;
}

function targetsOf(timeline: Timeline, { clipboard, onto = {} }: Paste): (Track | undefined)[] {
  return clipboard.clips.map(({ kind, track }) => {
    const tracks = timeline.tracks.filter((candidate) => candidate.kind === kind);
    const lowest = onto[kind] === undefined ? 0 : tracks.findIndex(({ id }) => id === onto[kind]);
    return lowest < 0 ? undefined : tracks[lowest + track];
  });
}

/** Copies of what was copied, beginning at a frame, with ids (and links and groups among themselves) of their own. */
export function pasteClips(timeline: Timeline, paste: Paste): EditResult {
  const { clipboard, at, mode, newId } = paste;
  const targets = targetsOf(timeline, paste);
  if (clipboard.clips.length === 0) return refused('clipboard.empty');
  if (targets.includes(undefined)) return refused('track.missing');
  if (at < 0) return refused('place.beforeStart');
  const trackIds = [...new Set(targets.flatMap((track) => track?.id ?? []))];
  let current = timeline;
  if (mode === 'insert') {
    const made = rippled(withCut(timeline, trackIds, at, newId), {
      trackIds,
      from: at,
      by: clipboard.length,
    });
    if (!made.ok) return made;
    current = made.timeline;
  }
  const groups = new Map<GroupId, GroupId>();
  for (const [index, { clip, offset }] of clipboard.clips.entries()) {
    const target = current.tracks.find(({ id }) => id === targets[index]?.id);
    if (target === undefined) return refused('track.missing');
    const made = pastedClip(clip, at + offset, newId, groups);
    const room = cleared(target.clips, made.start, endOf(made), newId);
    const result = withClips(current, target.id, placed(room, made));
    if (!result.ok) return result;
    current = result.timeline;
  }
  return settled(timeline, edited(current));
}

function pastedClip(clip: Clip, start: number, newId: NewClipId, groups: Map<GroupId, GroupId>): Clip {
  const id = newId();
  const made: Clip = { ...clip, id, start: frames(start) };
  if (clip.groupId === undefined) return made;
  // The first copy of a group lends its id to the copies' group.
  const groupId = groups.get(clip.groupId) ?? branded<GroupId>(id);
  groups.set(clip.groupId, groupId);
  return { ...made, groupId };
}

/** Whether a clip shows what a copied one does, from the same picture on and as long; what a paste cut off is shorter. */
export function isCopy(clip: Clip, copied: Clip): boolean {
  return clip.source === copied.source && clip.sourceIn === copied.sourceIn && clip.length === copied.length;
}

/** What of a clip can be laid on others. */
const attributeFields = {
  transform: ['transform'],
  blend: ['blend'],
  colour: ['colour'],
  fades: ['fadeIn', 'fadeOut'],
  volume: ['volume', 'pan'],
  label: ['label'],
} as const satisfies Record<string, readonly (keyof Clip)[]>;
export type Attribute = keyof typeof attributeFields;

/** Gives clips the look (and sound) of another one. What that one does not say, they no longer say either. */
export function pasteAttributes(
  timeline: Timeline,
  { from, clipIds, which }: { from: Clip; clipIds: readonly ClipId[]; which: readonly Attribute[] },
): EditResult {
  const fields = which.flatMap((attribute): readonly (keyof Clip)[] => attributeFields[attribute]);
  return changeClips(timeline, clipIds, (clip) => {
    const kept = Object.entries(clip).filter(([field]) => !fields.includes(field));
    const given = Object.entries(from).filter(([field]) => fields.includes(field));
    if (fields.every((field) => clip[field] === from[field])) return clip;
    return branded<Clip>(Object.fromEntries([...kept, ...given]));
  });
}
