import type { JobId, MediaId } from '../lib/ids.ts';
import type { Blend, Colour } from '../project/clip-look.ts';
import type { Clip, Media, ProjectDocument, Track } from '../project/schema.ts';
import { resolveSource, type Library } from '../project/sources.ts';
import type { TitleSource } from '../project/title.ts';
import type { Transition } from '../project/transition.ts';
import type { Frames } from '../time/rate.ts';
import { valueAt } from './animated-value.ts';
import { fadeAt } from './fade.ts';
import { clipOver } from './find-clips.ts';
import { footageFrame } from './footage-frame.ts';
import { passageAt, progressAt } from './passages.ts';
import { seenTracks } from './shown-tracks.ts';

/** What a layer's picture is. */
export type LayerContent =
  | {
      readonly kind: 'media';
      readonly mediaId: MediaId;
      readonly media: Media;
      /** The file's own frame number; 0 for an image. */
      readonly sourceFrame: Frames;
    }
  | { readonly kind: 'title'; readonly title: TitleSource }
  /** A take that is not there yet, and media the library does not hold. */
  | { readonly kind: 'pending'; readonly jobId: JobId }
  | { readonly kind: 'missing' };

/** As `transformSchema`, each at one frame. */
export interface LayerTransform {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly rotation: number;
  readonly cropLeft: number;
  readonly cropTop: number;
  readonly cropRight: number;
  readonly cropBottom: number;
}

/**
 * A layer's part in a transition. Both sides of one passage are neighbours in the list, the one that leaves first, and are
 * put together before they meet what is below: for a dissolve the sum of both, weighted with their `share`; for a dip the
 * one whose share is not 0, over the dip's colour; for a wipe `coming` within its share of the frame and `leaving` outside.
 */
export interface LayerPassage {
  readonly transition: Transition;
  readonly side: 'leaving' | 'coming';
  /** 0 to 1, how far the passage has come, the same for both sides. */
  readonly progress: number;
  /** How much of this side is there, 0 to 1. */
  readonly share: number;
}

export interface Layer {
  readonly track: Track;
  readonly clip: Clip;
  /** Frames since the clip's first one; outside the clip within a passage. */
  readonly at: number;
  readonly content: LayerContent;
  readonly transform: LayerTransform;
  /** 0 to 1: the clip's opacity and its fades, without a passage's share. */
  readonly opacity: number;
  readonly blend: Blend;
  readonly colour: Colour | undefined;
  readonly passage: LayerPassage | undefined;
}

function contentAt(library: Library, clip: Clip, at: number): LayerContent {
  const { source } = clip;
  if (source.kind === 'title') return { kind: 'title', title: source };
  const media = resolveSource(library, source);
  if (media !== undefined) {
    const sourceFrame = footageFrame(library.settings, clip, media, at);
    return { kind: 'media', mediaId: media.id, media, sourceFrame };
  }
  return source.kind === 'job' ? { kind: 'pending', jobId: source.jobId } : { kind: 'missing' };
}

/** Where a clip's picture lies `at` frames after its first one. */
export function transformAt({ transform }: Pick<Clip, 'transform'>, at: number): LayerTransform {
  return {
    x: valueAt(transform?.x, at, 0),
    y: valueAt(transform?.y, at, 0),
    scale: valueAt(transform?.scale, at, 1),
    rotation: valueAt(transform?.rotation, at, 0),
    cropLeft: valueAt(transform?.cropLeft, at, 0),
    cropTop: valueAt(transform?.cropTop, at, 0),
    cropRight: valueAt(transform?.cropRight, at, 0),
    cropBottom: valueAt(transform?.cropBottom, at, 0),
  };
}

/** How opaque a clip is `at` frames after its first one, its fades included: 0 to 1. */
export function opacityAt(clip: Clip, at: number): number {
  return valueAt(clip.transform?.opacity, at, 1) * fadeAt(clip, at + 0.5);
}

/** What one clip adds to the picture at a frame of the timeline. */
export function layerOf(
  library: Library,
  track: Track,
  clip: Clip,
  frame: number,
  passage?: LayerPassage,
): Layer {
  const at = frame - clip.start;
  return {
    track,
    clip,
    at,
    content: contentAt(library, clip, at),
    transform: transformAt(clip, at),
    opacity: opacityAt(clip, at),
    blend: clip.blend ?? 'normal',
    colour: clip.colour,
    passage,
  };
}

/** What a side shows of itself when a passage has come so far. */
export function shareOf(kind: Transition['kind'], side: LayerPassage['side'], progress: number): number {
  // A dip goes wholly to its colour and then wholly away from it.
  if (kind === 'dip') return Math.max(0, side === 'leaving' ? 1 - 2 * progress : 2 * progress - 1);
  return side === 'leaving' ? 1 - progress : progress;
}

function layersOfTrack(library: Library, track: Track, frame: number): Layer[] {
  const passage = passageAt(track, frame);
  if (passage === undefined) {
    const clip = clipOver(track.clips, frame);
    return clip === undefined || clip.enabled === false ? [] : [layerOf(library, track, clip, frame)];
  }
  const { transition, leaving, coming } = passage;
  const progress = progressAt(passage, frame + 0.5);
  const side = (clip: Clip | undefined, which: LayerPassage['side']): Layer[] => {
    if (clip === undefined || clip.enabled === false) return [];
    const share = shareOf(transition.kind, which, progress);
    return [layerOf(library, track, clip, frame, { transition, side: which, progress, share })];
  };
  return [...side(leaving, 'leaving'), ...side(coming, 'coming')];
}

/**
 * Everything that is seen at a frame of the timeline, from the lowest layer to the one on top; what lies below them all is
 * black. Hidden tracks, tracks beside a solo one, and disabled clips are not among them. Viewer and delivery both draw this.
 */
export function layersAt(
  document: Pick<ProjectDocument, 'timeline' | 'media' | 'results' | 'settings'>,
  frame: number,
): Layer[] {
  return seenTracks(document.timeline).flatMap((track) => layersOfTrack(document, track, frame));
}
