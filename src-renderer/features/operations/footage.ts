import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { Clip, Media, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { mediaLength } from '../../../src-shared/project/sources.ts';
import { frames, framesOfSeconds, seconds, type Frames, type Rate } from '../../../src-shared/time/rate.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import type { MessageKey } from '../../i18n/i18n.ts';

export type Library = Pick<ProjectDocument, 'media' | 'results' | 'settings'>;

/** A clip whose pictures the model can go on from: its file, as it is shown. */
export interface Footage {
  readonly clip: Clip;
  readonly media: Media;
  /** Frames of the whole file at the project's rate. */
  readonly fileLength: number;
}

/** The pictures of a clip, or why the model can't be given them. Stills only where they are asked for. */
export function footageOf(
  library: Library,
  clip: Clip,
  kinds: 'video' | 'picture' = 'video',
): Footage | MessageKey {
  if (clip.source.kind === 'title') return 'operation.reason.title';
  const content = contentOf(library, clip);
  switch (content.kind) {
    case 'job':
      return 'extend.reason.notReady';
    case 'missing':
      return 'operation.reason.missing';
    case 'media':
      break;
    default:
      return assertNever(content);
  }
  const { media } = content;
  if (media.kind === 'audio' || media.kind === 'lut') return 'extend.reason.audio';
  if (media.kind === 'image' && kinds === 'video') return 'operation.reason.still';
  // What is seen is no longer the file's own course; a join would be with other pictures than those on screen.
  if (clip.speed !== undefined || clip.reverse === true || clip.freeze === true) {
    return 'operation.reason.speed';
  }
  return { clip, media, fileLength: mediaLength(library, media) };
}

/** [first, count] in frames of the project from the file's beginning, as requests name parts of files. */
export type Range = [first: number, count: number];

/** Footage that goes along with what is made, for its motion and as a handle; no more, so that long films aren't copied. */
const mostContextSeconds = 10;

function contextFrames(rate: Rate): Frames {
  return framesOfSeconds(seconds(mostContextSeconds), rate);
}

/** The last seconds up to a frame of the file. */
export function rangeUpTo(end: number, rate: Rate): Range {
  const count = Math.min(end, contextFrames(rate));
  return [end - count, count];
}

/** The first seconds from a frame of the file on. */
export function rangeFrom(first: number, fileLength: number, rate: Rate): Range {
  return [first, Math.min(fileLength - first, contextFrames(rate))];
}

/** How a new version of a clip is asked for: which part of the file, and where in the take the clip then begins. */
export interface VersionRange {
  readonly range: Range;
  readonly sourceIn: Frames;
}

/**
 * What lies before the clip in its file is taken along up to this, so that new and old takes begin at the same frame: where
 * it is copied, as much as an extension brings along; where it is made anew too, less.
 */
const mostLeadSeconds = { copied: mostContextSeconds, made: 5 } as const;

export function versionRange(
  { sourceIn, length }: Clip,
  rate: Rate,
  lead: keyof typeof mostLeadSeconds,
): VersionRange {
  const most = framesOfSeconds(seconds(mostLeadSeconds[lead]), rate);
  return withLead({ sourceIn, length }, sourceIn <= most ? sourceIn : 0);
}

function withLead({ sourceIn, length }: Pick<Clip, 'sourceIn' | 'length'>, lead: number): VersionRange {
  return { range: [sourceIn - lead, lead + length], sourceIn: frames(lead) };
}
