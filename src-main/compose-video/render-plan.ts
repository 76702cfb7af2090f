import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import type { Clip, ProjectDocument, Track } from '../../src-shared/project/schema.ts';
import { resolveSource } from '../../src-shared/project/sources.ts';
import type { Rate } from '../../src-shared/time/rate.ts';

/** What is seen for a while. Frames are of the project. */
export interface PictureSegment {
  readonly start: number;
  readonly length: number;
  /** Null = black. */
  readonly show: { readonly mediaId: MediaId; readonly sourceIn: number } | null;
}

/** What is heard for a while, together with everything else that is. */
export interface SoundPiece {
  readonly start: number;
  readonly length: number;
  readonly mediaId: MediaId;
  readonly sourceIn: number;
}

/** A timeline as a plain list of things to show and to sound: all that rendering needs to know. */
export interface RenderPlan {
  readonly size: Size;
  readonly rate: Rate;
  /** Number of frames of the film. */
  readonly total: number;
  /** One after another, without gaps or overlaps, from 0 to `total`. */
  readonly pictures: readonly PictureSegment[];
  /** In order of their start. */
  readonly sounds: readonly SoundPiece[];
}

interface PlacedClip {
  readonly clip: Clip;
  readonly mediaId: MediaId;
  readonly hasPicture: boolean;
  readonly hasAudio: boolean;
}

function placed(document: ProjectDocument, tracks: readonly Track[]): PlacedClip[] {
  return tracks.flatMap((track) =>
    track.clips.map((clip) => {
      const media = resolveSource(document, clip.source);
      if (media !== undefined) {
        return { clip, mediaId: media.id, hasPicture: media.kind !== 'audio', hasAudio: media.hasAudio };
      }
      const isPending = clip.source.kind === 'job';
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
    }),
  );
}

/** Appends a segment, lengthening the last one where it simply goes on. */
function append(segments: PictureSegment[], next: PictureSegment): void {
  const last = segments.at(-1);
  const goesOn =
    last !== undefined &&
    (last.show === null
      ? next.show === null
      : next.show !== null &&
        next.show.mediaId === last.show.mediaId &&
        next.show.sourceIn === last.show.sourceIn + last.length);
  if (last !== undefined && goesOn)
    segments[segments.length - 1] = { ...last, length: last.length + next.length };
  else segments.push(next);
}

/**
 * What is on top at every moment. `layers` are in the order of covering: a later one covers those before it.
 */
function flatten(layers: readonly (readonly PlacedClip[])[], total: number): PictureSegment[] {
  const edges = new Set([0, total]);
  for (const { clip } of layers.flat()) {
    edges.add(clip.start);
    edges.add(clip.start + clip.length);
  }
  const moments = [...edges].filter((edge) => edge <= total).sort((a, b) => a - b);
  // Clips of a layer are in order, so each layer is walked once.
  const places = layers.map(() => 0);
  const segments: PictureSegment[] = [];
  moments.slice(0, -1).forEach((start, index) => {
    const length = (moments[index + 1] ?? total) - start;
    let show: PictureSegment['show'] = null;
    layers.forEach((layer, depth) => {
      let place = places[depth] ?? 0;
      const ended = (at: number) => {
        const clip = layer[at]?.clip;
        return clip !== undefined && clip.start + clip.length <= start;
      };
      while (ended(place)) place += 1;
      places[depth] = place;
      const here = layer[place];
      if (here !== undefined && here.clip.start <= start)
        show = { mediaId: here.mediaId, sourceIn: here.clip.sourceIn + start - here.clip.start };
    });
    append(segments, { start, length, show });
  });
  return segments;
}

/**
 * Turns a document into a render plan. A video track covers the video tracks before it in the list; gaps are black; the
 * film ends with the last clip of any track. Sound is heard whatever covers its picture.
 *
 * @throws AppError `project.empty` where there is nothing to deliver, `project.pending` where a take is not made yet,
 * `project.invalid` where a file is unknown.
 */
export function planRender(document: ProjectDocument): RenderPlan {
  const { tracks } = document.timeline;
  const video = tracks.filter(({ kind }) => kind === 'video').map((track) => placed(document, [track]));
  const audio = placed(
    document,
    tracks.filter(({ kind }) => kind === 'audio'),
  );
  const all = [...video.flat(), ...audio];
  const total = Math.max(0, ...all.map(({ clip }) => clip.start + clip.length));
  if (total === 0)
    throw new AppError('project.empty', 'There is nothing on the timeline to deliver.', {
      hint: 'Put a clip on the timeline first.',
    });
  const sounds = all
    .filter(({ hasAudio }) => hasAudio)
    .map(({ clip, mediaId }) => ({
      start: clip.start,
      length: clip.length,
      mediaId,
      sourceIn: clip.sourceIn,
    }))
    .sort((a, b) => a.start - b.start);
  const layers = video.map((clips) => clips.filter(({ hasPicture }) => hasPicture));
  const { width, height, rate } = document.settings;
  return { size: { width, height }, rate, total, pictures: flatten(layers, total), sounds };
}
