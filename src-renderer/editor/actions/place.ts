import type { ClipId, MediaId, TrackId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Media, Timeline, Track } from '../../../src-shared/project/schema.ts';
import { mediaLength } from '../../../src-shared/project/sources.ts';
import { frames, framesOfSeconds, seconds, type Frames } from '../../../src-shared/time/rate.ts';
import { endOf, findClip, findTrack } from '../../../src-shared/timeline/clips.ts';
import { insertClip, overwriteClip, type NewClip } from '../../../src-shared/timeline/place.ts';
import type { EditResult } from '../../../src-shared/timeline/result.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf, magnetically, sayRefusal } from './commit.ts';
import { targetTrack } from './tracks.ts';

/** A still stays this long unless trimmed. */
const stillSeconds = 3;

export interface Spot {
  readonly at: Frames;
  /** True: what follows makes room. False: there is room. */
  readonly insert: boolean;
}

/**
 * Where new material of a length goes when the playhead says where: there, when the playhead stands in a gap; else after
 * the clip it stands on. Nothing is ever overwritten: where the room is too small, what follows moves on.
 */
export function spotFor(track: Pick<Track, 'clips'>, playhead: number, length: number): Spot {
  const under = track.clips.find((clip) => clip.start <= playhead && playhead < endOf(clip));
  const at = under === undefined ? frames(playhead) : endOf(under);
  const next = track.clips.find((clip) => clip.start >= at);
  return { at, insert: next !== undefined && next.start < at + length };
}

export function firstTrack(timeline: Timeline, kind: Track['kind']): Track | undefined {
  return timeline.tracks.find((track) => track.kind === kind);
}

export interface PlacedAt {
  readonly trackId: TrackId;
  readonly at: Frames;
  readonly mode: 'insert' | 'overwrite';
}

/** Puts a clip on a track: over what is there, or with what follows making room. */
export function placeClip(studio: Studio, timeline: Timeline, clip: NewClip, place: PlacedAt): EditResult {
  const act = place.mode === 'insert' ? insertClip : overwriteClip;
  return magnetically(studio, timeline, (now) =>
    act(now, { trackId: place.trackId, clip, at: place.at, newId: () => studio.ids.clip() }),
  );
}

/** Length on the timeline a library item is placed with. */
export function placedLength(studio: Studio, media: Media): Frames {
  const document = documentOf(studio);
  if (document === undefined) return frames(1);
  const length = mediaLength(document, media);
  if (Number.isFinite(length)) return frames(Math.max(1, length));
  return framesOfSeconds(seconds(stillSeconds), document.settings.rate);
}

export function clipOf(id: ClipId, media: Media, length: Frames): NewClip {
  return { id, name: media.name, source: { kind: 'media', mediaId: media.id }, length, sourceIn: frames(0) };
}

/** The track a library item comes to: the wanted one, or the first of its kind where that is of the other. */
export function trackFor(
  timeline: Timeline,
  media: { readonly kind: string },
  wanted: TrackId,
): Track | undefined {
  const kind = media.kind === 'audio' ? 'audio' : 'video';
  const track = findTrack(timeline, wanted);
  return track?.kind === kind ? track : firstTrack(timeline, kind);
}

/**
 * Places a library item at a frame of a track, as a drop does. Sound goes to a sound track and pictures to a picture track.
 * Gives back the clip as it lies.
 */
export function placeMediaAt(
  studio: Studio,
  mediaId: MediaId,
  place: PlacedAt,
  label: MessageKey = place.mode === 'insert' ? 'edit.label.insert' : 'edit.label.overwrite',
): Clip | undefined {
  const document = documentOf(studio);
  const media = document?.media[mediaId];
  if (document === undefined || media === undefined) return undefined;
  const track = trackFor(document.timeline, media, place.trackId);
  if (track === undefined) {
    sayRefusal(studio, 'track.missing');
    return undefined;
  }
  const id = studio.ids.clip();
  const clip = clipOf(id, media, placedLength(studio, media));
  const result = placeClip(studio, document.timeline, clip, { ...place, trackId: track.id });
  return commitResult(studio, label, result, [id]) ? placedClip(studio, id) : undefined;
}

/** Where a clip has really come to: a magnetic timeline leaves no gap before it. */
export function placedClip(studio: Studio, id: ClipId): Clip | undefined {
  const timeline = documentOf(studio)?.timeline;
  return timeline && findClip(timeline, id)?.clip;
}

/** Adds a library item where the playhead says, and moves the playhead to it. */
export function addToTimeline(studio: Studio, mediaId: MediaId): void {
  const document = documentOf(studio);
  const media = document?.media[mediaId];
  if (document === undefined || media === undefined) return;
  const track = targetTrack(studio, media.kind === 'audio' ? 'audio' : 'video');
  if (track === undefined) return sayRefusal(studio, 'track.missing');
  const spot = spotFor(track, studio.transport.getState().frame, placedLength(studio, media));
  const placed = placeMediaAt(
    studio,
    mediaId,
    { trackId: track.id, at: spot.at, mode: spot.insert ? 'insert' : 'overwrite' },
    'edit.label.add',
  );
  if (placed !== undefined) studio.transport.seek(placed.start);
}
