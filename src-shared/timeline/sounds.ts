import type { MediaId } from '../lib/ids.ts';
import { silence } from '../project/clip-look.ts';
import type { Clip, ProjectDocument, Track } from '../project/schema.ts';
import { resolveSource, type Library } from '../project/sources.ts';
import { valueAt } from './animated-value.ts';
import { fadeAt } from './fade.ts';
import { passageOf, progressAt, type Passage } from './passages.ts';
import { heardTracks } from './shown-tracks.ts';

/** A clip that is heard, with the passages at its ends. */
export interface Sound {
  readonly track: Track;
  readonly clip: Clip;
  readonly mediaId: MediaId;
  /** Frames of the timeline it is heard in, its passages included. */
  readonly from: number;
  readonly to: number;
  readonly head: Passage | undefined;
  readonly tail: Passage | undefined;
}

/** How loud a sound is on either side, as a factor of its samples. */
export interface Loudness {
  readonly left: number;
  readonly right: number;
}

/** The factor of a volume in decibels; 0 from `silence` downwards. */
export function gainOf(decibels: number): number {
  return decibels <= silence ? 0 : 10 ** (decibels / 20);
}

/**
 * How loud a sound is at a moment of the timeline, in frames and parts of them: volume, fades, passages (of constant power:
 * what leaves and what comes have the same loudness in the middle as before and after) and pan.
 */
export function loudnessAt({ clip, head, tail }: Sound, moment: number): Loudness {
  const at = moment - clip.start;
  let gain = gainOf(valueAt(clip.volume, at, 0)) * fadeAt(clip, at);
  if (head !== undefined && moment < head.to) gain *= Math.sin((Math.PI / 2) * progressAt(head, moment));
  if (tail !== undefined && moment >= tail.from) gain *= Math.cos((Math.PI / 2) * progressAt(tail, moment));
  const pan = valueAt(clip.pan, at, 0);
  return { left: gain * Math.min(1, 1 - pan), right: gain * Math.min(1, 1 + pan) };
}

interface Ends {
  readonly head: ReadonlyMap<string, Passage>;
  readonly tail: ReadonlyMap<string, Passage>;
}

/** The passages of a track by the clips that come and leave in them. */
function endsOf({ clips, transitions = [] }: Track): Ends {
  const head = new Map<string, Passage>();
  const tail = new Map<string, Passage>();
  for (const transition of transitions) {
    const passage = passageOf(clips, transition);
    if (passage?.coming !== undefined) head.set(passage.coming.id, passage);
    if (passage?.leaving !== undefined) tail.set(passage.leaving.id, passage);
  }
  return { head, tail };
}

function soundOf(library: Library, track: Track, clip: Clip, ends: Ends): Sound[] {
  if (clip.enabled === false || clip.silent === true) return [];
  // What runs backwards or stands still has no sound worth hearing.
  if (clip.reverse === true || clip.freeze === true) return [];
  const media = resolveSource(library, clip.source);
  if (media?.hasAudio !== true) return [];
  const head = ends.head.get(clip.id);
  const tail = ends.tail.get(clip.id);
  const from = head?.from ?? clip.start;
  const to = tail?.to ?? clip.start + clip.length;
  return [{ track, clip, mediaId: media.id, from, to, head, tail }];
}

/**
 * Everything that is heard in frames [from, to) of the timeline, in order of its beginning. Muted tracks, tracks beside a
 * solo one, and clips that are disabled, silent, backwards or frozen are not among it.
 */
export function soundsIn(
  document: Pick<ProjectDocument, 'timeline' | 'media' | 'results' | 'settings'>,
  from: number,
  to: number,
): Sound[] {
  return heardTracks(document.timeline)
    .flatMap((track) => {
      const ends = endsOf(track);
      return track.clips.flatMap((clip) => soundOf(document, track, clip, ends));
    })
    .filter((sound) => sound.from < to && sound.to > from)
    .sort((a, b) => a.from - b.from);
}
