import { conformedLength } from '../time/conform-frames.ts';
import { frames, type Frames } from '../time/rate.ts';
import type { Clip, ClipSource, Media, ProjectDocument } from './schema.ts';

/** The parts of a document that say what a clip shows. */
export type Library = Pick<ProjectDocument, 'media' | 'results' | 'settings'>;

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The media a clip shows; undefined for a title, while its job has no result, and for media the library does not hold. */
export function resolveSource(
  library: Pick<Library, 'media' | 'results'>,
  source: ClipSource,
): Media | undefined {
  if (source.kind === 'title') return undefined;
  const mediaId = source.kind === 'media' ? source.mediaId : own(library.results, source.jobId);
  return mediaId === undefined ? undefined : own(library.media, mediaId);
}

/** Whether a clip stands for a take that is not there yet. */
export function isPending(library: Pick<Library, 'media' | 'results'>, clip: Clip): boolean {
  return clip.source.kind === 'job' && resolveSource(library, clip.source) === undefined;
}

/** What the length of media is counted in, at `media.rate`: samples of sound, frames of everything else; 0 where unknown. */
function countOf(media: Media): number {
  return (media.kind === 'audio' ? media.samples : media.frames) ?? 0;
}

/** How long media runs by itself, in seconds; undefined for what stands still, and for sound that nobody measured. */
export function mediaSeconds(media: Media): number | undefined {
  const count = countOf(media);
  const runs = media.kind === 'video' || media.kind === 'audio';
  return runs && count > 0 ? (count * media.rate.den) / media.rate.num : undefined;
}

/**
 * Length of media in frames of the project; Infinity for an image, which lasts as long as one likes, and for sound that
 * nobody measured.
 */
export function mediaLength(library: Pick<Library, 'settings'>, media: Media): number {
  if (media.kind === 'image') return Infinity;
  const count = countOf(media);
  if (count === 0) return Infinity;
  return conformedLength(frames(count), media.rate, library.settings.rate);
}

/**
 * How many frames of the project a clip's source has; Infinity for a title. Of a pending job: what was asked for, or, where the clip does not
 * say, what the clip uses now.
 */
export function sourceLengthOf(library: Library, clip: Clip): number {
  if (clip.source.kind === 'title') return Infinity;
  const media = resolveSource(library, clip.source);
  if (media !== undefined) return mediaLength(library, media);
  const asked: Frames | undefined = clip.source.kind === 'job' ? clip.source.length : undefined;
  return asked ?? clip.sourceIn + clip.length;
}

/**
 * Which frames of the project a clip's source has: from the first up to, not including, the second. A still and a title
 * have no beginning either: their heads can be drawn out as well as their tails.
 */
export function sourceSpanOf(library: Library, clip: Clip): { readonly from: number; readonly to: number } {
  const isTimeless = clip.source.kind === 'title' || resolveSource(library, clip.source)?.kind === 'image';
  return { from: isTimeless ? -Infinity : 0, to: sourceLengthOf(library, clip) };
}
