import { conformedLength } from '../time/conform-frames.ts';
import type { Frames } from '../time/rate.ts';
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

/** Length of media in frames of the project; Infinity for an image, which lasts as long as one likes. */
export function mediaLength(library: Pick<Library, 'settings'>, media: Media): number {
  if (media.kind === 'image') return Infinity;
  // Sound has no frames of its own; its clips are as long as they were placed.
  if (media.frames === 0) return Infinity;
  return conformedLength(media.frames, media.rate, library.settings.rate);
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
