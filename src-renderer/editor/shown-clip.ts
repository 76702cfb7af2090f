import type { JobId } from '../../src-shared/lib/ids.ts';
import type { Clip, Media, ProjectDocument, Timeline, Track } from '../../src-shared/project/schema.ts';
import { resolveSource } from '../../src-shared/project/sources.ts';
import { clipAt, endOf } from '../../src-shared/timeline/clips.ts';

/** What a clip stands for right now: a file, a take that is still being made (or never came), or a file that is gone. */
export type ClipContent =
  | { readonly kind: 'media'; readonly media: Media }
  | { readonly kind: 'job'; readonly jobId: JobId }
  | { readonly kind: 'missing' };

export function contentOf(library: Pick<ProjectDocument, 'media' | 'results'>, clip: Clip): ClipContent {
  const media = resolveSource(library, clip.source);
  if (media !== undefined) return { kind: 'media', media };
  return clip.source.kind === 'job' ? { kind: 'job', jobId: clip.source.jobId } : { kind: 'missing' };
}

export interface PlacedClip {
  readonly track: Track;
  readonly clip: Clip;
}

export function clipOfJob(timeline: Timeline, job: JobId): PlacedClip | undefined {
  for (const track of timeline.tracks) {
    const clip = track.clips.find(({ source }) => source.kind === 'job' && source.jobId === job);
    if (clip !== undefined) return { track, clip };
  }
  return undefined;
}

/** What the viewer shows at a frame: the last video track that has something there lies on top. */
export function topClipAt(timeline: Timeline, frame: number): Clip | undefined {
  return timeline.tracks
    .filter(({ kind }) => kind === 'video')
    .reduce<Clip | undefined>((top, track) => clipAt(track, frame) ?? top, undefined);
}

/** The uppermost clip at a frame that has several takes: the one whose takes can be held against each other. */
export function clipWithTakesAt(timeline: Timeline, frame: number): Clip | undefined {
  return timeline.tracks
    .filter(({ kind }) => kind === 'video')
    .reduce<Clip | undefined>((top, track) => {
      const clip = clipAt(track, frame);
      return clip?.takes === undefined ? top : clip;
    }, undefined);
}

/** Every frame where a clip begins or ends, and the start, ascending and each once. */
export function editPoints(timeline: Timeline): readonly number[] {
  const points = new Set<number>([0]);
  for (const { clips } of timeline.tracks) {
    for (const clip of clips) points.add(clip.start).add(endOf(clip));
  }
  return [...points].sort((a, b) => a - b);
}
