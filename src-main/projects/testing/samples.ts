import { clipIdSchema, jobIdSchema, mediaIdSchema, projectIdSchema } from '../../../src-shared/lib/ids.ts';
import { emptyProject } from '../../../src-shared/project/empty.ts';
import type { Media, ProjectDocument, Timeline } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';

export function sampleProject(): ProjectDocument {
  return emptyProject({ id: projectIdSchema.parse('p-sample'), name: 'Sample' });
}

export function sampleMedia(name: string): Media {
  return {
    id: mediaIdSchema.parse(`media-${name}`),
    kind: 'video',
    name: `${name}.mp4`,
    file: `media/${name}.mp4`,
    sha256: '0'.repeat(64),
    bytes: 1000,
    width: 64,
    height: 36,
    frames: frames(48),
    rate: { num: 24, den: 1 },
    hasAudio: false,
    provenance: { origin: 'imported' },
  };
}

/** A timeline with `count` pending clips, each a second long. */
export function timelineWith(document: ProjectDocument, count: number): Timeline {
  const [video, ...rest] = document.timeline.tracks;
  if (video === undefined) throw new Error('The sample has no track.');
  const clips = Array.from({ length: count }, (_, index) => ({
    id: clipIdSchema.parse(`clip-${index}`),
    name: `Clip ${index}`,
    source: { kind: 'job' as const, jobId: jobIdSchema.parse(`job-${index}`) },
    start: frames(index * 24),
    length: frames(24),
    sourceIn: frames(0),
  }));
  return { ...document.timeline, tracks: [{ ...video, clips }, ...rest] };
}

export function clipCount(document: ProjectDocument): number {
  return document.timeline.tracks.reduce((sum, track) => sum + track.clips.length, 0);
}
