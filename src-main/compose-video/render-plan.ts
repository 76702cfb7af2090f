import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import type { Clip, ProjectDocument } from '../../src-shared/project/schema.ts';
import { sourcePosition } from '../../src-shared/project/source-time.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { deliveredClips, lackOf } from '../../src-shared/timeline/delivered-clips.ts';
import type { FrameRange } from '../../src-shared/timeline/frame-range.ts';
import { soundsIn } from '../../src-shared/timeline/sounds.ts';
import type { Sound } from '../../src-shared/timeline/sounds.ts';
import type { Layer } from '../../src-shared/timeline/stack.ts';
import { lookSpans } from './look-spans.ts';
import type { LookSpan } from './look-spans.ts';
import { isPlain, seenLayers } from './plain-layer.ts';

/** What is seen for a while. Frames are of the timeline. */
export interface PictureSegment {
  readonly start: number;
  readonly length: number;
  /** Null = black. */
  readonly show: { readonly mediaId: MediaId; readonly sourceIn: number } | null;
  /**
   * Where more is to be seen than one file as it is: everything that is put together, from the lowest layer to the one on
   * top, as at the first frame. `show` is null then.
   */
  readonly layers?: readonly Layer[];
}

/** What is heard for a while, together with everything else that is. */
export interface SoundPiece {
  readonly start: number;
  readonly length: number;
  readonly mediaId: MediaId;
  readonly sourceIn: number;
  /** How it is changed: its loudness, its speed. Absent where it sounds as it was recorded. */
  readonly sound?: Sound;
}

/** A timeline as a plain list of things to show and to sound: all that rendering needs to know. */
export interface RenderPlan {
  readonly size: Size;
  readonly rate: Rate;
  /** Frame of the timeline that is the film's first one. */
  readonly from: number;
  /** Number of frames of the film. */
  readonly total: number;
  /** One after another, without gaps or overlaps, from `from` on; together `total`. */
  readonly pictures: readonly PictureSegment[];
  /** In order of their start. */
  readonly sounds: readonly SoundPiece[];
}

/** @throws AppError where a clip that is seen or heard has no file yet, or none that is known. */
function refuseMissing(document: ProjectDocument, clip: Clip): void {
  const lack = lackOf(document, clip);
  if (lack === undefined) return;
  const isPending = lack === 'pending';
  throw new AppError(
    isPending ? 'project.pending' : 'project.invalid',
    isPending
      ? `“${clip.name}” on the timeline is not made yet.`
      : `The file that “${clip.name}” on the timeline shows is not in the project.`,
    {
      hint: isPending
        ? 'Wait for it, or remove it from the timeline.'
        : 'Import it again, or remove the clip.',
    },
  );
}

/** Appends a segment, lengthening the last one where it simply goes on. */
function append(segments: PictureSegment[], next: PictureSegment): void {
  const last = segments.at(-1);
  const goesOn =
    last !== undefined &&
    last.layers === undefined &&
    next.layers === undefined &&
    (last.show === null
      ? next.show === null
      : next.show !== null &&
        next.show.mediaId === last.show.mediaId &&
        next.show.sourceIn === last.show.sourceIn + last.length);
  if (last !== undefined && goesOn)
    segments[segments.length - 1] = { ...last, length: last.length + next.length };
  else segments.push(next);
}

/** The pictures of a stretch: black, one file as it is, or layers to put together. */
function segmentOf({ start, length, layers }: LookSpan, size: Size): PictureSegment {
  const seen = seenLayers(layers, length, size);
  const [lowest] = seen;
  if (lowest === undefined) return { start, length, show: null };
  if (seen.length === 1 && isPlain(lowest, length) && lowest.content.kind === 'media') {
    const { mediaId } = lowest.content;
    return { start, length, show: { mediaId, sourceIn: lowest.clip.sourceIn + lowest.at } };
  }
  return { start, length, show: null, layers: seen };
}

function soundPiece(sound: Sound, range: FrameRange): SoundPiece[] {
  const { clip, mediaId } = sound;
  const to = Math.min(sound.to, range.to);
  // A passage may reach ahead of a source's beginning; nothing is heard there.
  let from = Math.max(sound.from, range.from);
  while (from < to && sourcePosition(clip, from - clip.start) < 0) from += 1;
  if (from >= to) return [];
  const piece = {
    start: from,
    length: to - from,
    mediaId,
    sourceIn: sourcePosition(clip, from - clip.start),
  };
  const isUnchanged =
    sound.head === undefined &&
    sound.tail === undefined &&
    clip.speed === undefined &&
    (clip.volume ?? 0) === 0 &&
    (clip.pan ?? 0) === 0 &&
    (clip.fadeIn ?? 0) === 0 &&
    (clip.fadeOut ?? 0) === 0;
  return [isUnchanged ? piece : { ...piece, sound }];
}

/** Files whose pictures are needed, and colour tables. */
export function pictureMedia({ pictures }: RenderPlan): {
  readonly shown: readonly MediaId[];
  readonly tables: readonly MediaId[];
} {
  const layers = pictures.flatMap((segment) => segment.layers ?? []);
  return {
    shown: [
      ...pictures.flatMap(({ show }) => (show === null ? [] : [show.mediaId])),
      ...layers.flatMap(({ content }) => (content.kind === 'media' ? [content.mediaId] : [])),
    ],
    tables: layers.flatMap(({ colour }) => colour?.lut ?? []),
  };
}

/**
 * Turns a document, or a range of its timeline, into a render plan. A video track lies over the video tracks before it in the
 * list; gaps are black; the film ends with the last clip of any track that is seen or heard, a range where it ends. Sound is
 * heard whatever covers its picture.
 *
 * @throws AppError `project.empty` where there is nothing to deliver, `project.pending` where a take is not made yet,
 * `project.invalid` where a file is unknown.
 */
export function planRender(document: ProjectDocument, range?: FrameRange): RenderPlan {
  const { from, to, clips } = deliveredClips(document, range);
  if (clips.length === 0) {
    throw range === undefined
      ? new AppError('project.empty', 'There is nothing on the timeline to deliver.', {
          hint: 'Put a clip on the timeline first.',
        })
      : new AppError('project.empty', 'There is nothing in that range of the timeline to deliver.', {
          hint: 'Mark a range in which there are clips.',
        });
  }
  for (const clip of clips) refuseMissing(document, clip);
  const shown = { from, to };
  const { width, height, rate } = document.settings;
  const size = { width, height };
  const pictures: PictureSegment[] = [];
  for (const span of lookSpans(document, shown)) append(pictures, segmentOf(span, size));
  const sounds = soundsIn(document, from, to).flatMap((sound) => soundPiece(sound, shown));
  return { size, rate, from, total: to - from, pictures, sounds };
}
