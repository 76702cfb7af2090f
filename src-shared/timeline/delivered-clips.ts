import type { MediaId } from '../lib/ids.ts';
import type { Clip, ProjectDocument, Track } from '../project/schema.ts';
import { resolveSource } from '../project/sources.ts';
import type { FrameRange } from './frame-range.ts';
import { passageOf } from './passages.ts';
import { heardTracks, seenTracks } from './shown-tracks.ts';

/** What a delivery of a timeline, or of a range of it, is made from. */
export interface Delivery {
  /** What is delivered: the range asked for, or from the first frame to the end of the last clip that is seen or heard. */
  readonly from: number;
  readonly to: number;
  /** The clips of which something is seen or heard in it; none = there is nothing to deliver. */
  readonly clips: readonly Clip[];
}

/** Why a clip can't be delivered: its take is not made yet, the library does not hold its file, or the file is gone. */
export type Lack = 'pending' | 'unknown' | 'offline';

type Cut = Pick<ProjectDocument, 'timeline' | 'media' | 'results'>;

/** Sound that runs backwards or stands still is not heard, nor is a clip that is silent. Of a take to come nobody knows. */
function canSound(cut: Cut, { source, silent, reverse, freeze }: Clip): boolean {
  if (source.kind === 'title' || silent === true || reverse === true || freeze === true) return false;
  return resolveSource(cut, source)?.hasAudio !== false;
}

/** Whether a clip is there in a range, be it in a passage that reaches beyond the clip. */
function isWithin({ clips, transitions = [] }: Track, clip: Clip, { from, to }: FrameRange): boolean {
  if (clip.start < to && clip.start + clip.length > from) return true;
  return transitions.some((transition) => {
    const passage = passageOf(clips, transition);
    const isPart = passage?.leaving?.id === clip.id || passage?.coming?.id === clip.id;
    return passage !== undefined && isPart && passage.from < to && passage.to > from;
  });
}

/**
 * The clips that delivering a timeline, or a range of it, really needs. Disabled clips are not among them, nor what lies on
 * tracks that are hidden and muted, nor what would only be heard and has no sound.
 */
export function deliveredClips(cut: Cut, range?: FrameRange): Delivery {
  const { timeline } = cut;
  const seen = new Set(seenTracks(timeline));
  const heard = new Set(heardTracks(timeline));
  const all = timeline.tracks.flatMap((track) =>
    track.clips
      .filter(
        (clip) => clip.enabled !== false && (seen.has(track) || (heard.has(track) && canSound(cut, clip))),
      )
      .map((clip) => ({ track, clip })),
  );
  const end = all.reduce((last, { clip }) => Math.max(last, clip.start + clip.length), 0);
  const { from, to } = range ?? { from: 0, to: end };
  const clips = all.filter(({ track, clip }) => isWithin(track, clip, { from, to })).map(({ clip }) => clip);
  return { from, to, clips };
}

/** What a clip lacks for being delivered; undefined where all of it is there. `offline`: media whose files are gone. */
export function lackOf(
  { media, results }: Omit<Cut, 'timeline'>,
  { source, colour }: Clip,
  offline: ReadonlySet<MediaId> = new Set(),
): Lack | undefined {
  const shown = resolveSource({ media, results }, source);
  if (source.kind !== 'title' && shown === undefined) return source.kind === 'job' ? 'pending' : 'unknown';
  const table = colour?.lut;
  if (table !== undefined && !Object.hasOwn(media, table)) return 'unknown';
  const isGone = (id: MediaId | undefined): boolean => id !== undefined && offline.has(id);
  return isGone(shown?.id) || isGone(table) ? 'offline' : undefined;
}
