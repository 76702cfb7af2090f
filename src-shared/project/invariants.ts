import type { Clip, Media, ProjectDocument, Timeline, Track } from './schema.ts';
import { sourceReach } from './source-time.ts';
import { resolveSource, sourceLengthOf } from './sources.ts';

/** The last frame a timeline may reach; keeps every sum of frames an exact integer. */
export const lastFrame = 1_000_000_000;

/**
 * What must be true of a timeline besides its schema: clips of a track ascend and do not overlap, each is at least a frame
 * long, and no id is used twice.
 *
 * @returns breaches as sentences; empty = sound
 */
export function timelineProblems(timeline: Timeline): string[] {
  const problems: string[] = [];
  const trackIds = new Set<string>();
  const clipIds = new Set<string>();
  for (const track of timeline.tracks) {
    if (trackIds.has(track.id)) problems.push(`track ${track.id} is there twice`);
    trackIds.add(track.id);
    let end = 0;
    for (const clip of track.clips) {
      if (clipIds.has(clip.id)) problems.push(`clip ${clip.id} is there twice`);
      clipIds.add(clip.id);
      if (clip.length < 1) problems.push(`clip ${clip.id} is empty`);
      if (clip.start < end) problems.push(`clip ${clip.id} overlaps the one before it`);
      end = Math.max(end, clip.start + clip.length);
    }
    if (end > lastFrame) problems.push(`track ${track.id} is too long`);
  }
  return problems;
}

function fitsTrack(media: Media, track: Track): boolean {
  if (media.kind === 'lut') return false;
  return track.kind === 'audio' ? media.kind === 'audio' || media.hasAudio : media.kind !== 'audio';
}

function clipReferenceProblem(document: ProjectDocument, track: Track, clip: Clip): string | undefined {
  const { lut } = clip.colour ?? {};
  if (lut !== undefined && document.media[lut]?.kind !== 'lut')
    return `clip ${clip.id} is graded with a table that is not in the library`;
  if (clip.source.kind === 'title')
    return track.kind === 'video' ? undefined : `clip ${clip.id} does not belong on a track for audio`;
  const media = resolveSource(document, clip.source);
  if (media === undefined) {
    return clip.source.kind === 'media'
      ? `clip ${clip.id} shows media that is not in the library`
      : undefined;
  }
  return fitsTrack(media, track) ? undefined : `clip ${clip.id} does not belong on a track for ${track.kind}`;
}

/** What must be true between the parts of a document: every reference leads somewhere. */
export function referenceProblems(document: ProjectDocument): string[] {
  const problems: string[] = [];
  for (const [id, media] of Object.entries(document.media)) {
    if (media.id !== id) problems.push(`media ${id} is filed under another name`);
    // Anywhere else it would be one of the project's own files, which are rewritten.
    if (!/^(media|takes)\//.test(media.file) || !(media.proxy ?? 'cache/').startsWith('cache/'))
      problems.push(`media ${id} does not lie where media lie`);
  }
  for (const [job, media] of Object.entries(document.results)) {
    if (!Object.hasOwn(document.media, media)) problems.push(`the result of ${job} is not in the library`);
  }
  for (const track of document.timeline.tracks) {
    for (const clip of track.clips) {
      const problem = clipReferenceProblem(document, track, clip);
      if (problem !== undefined) problems.push(problem);
    }
  }
  return problems;
}

/** Clips that reach past the end of what they show. Edits never make one; a file may hold one, which shows its last frame. */
export function overrunProblems(document: ProjectDocument): string[] {
  return document.timeline.tracks
    .flatMap((track) => track.clips)
    .filter((clip) => {
      const { first, last } = sourceReach(clip);
      return first < 0 || last >= sourceLengthOf(document, clip);
    })
    .map((clip) => `clip ${clip.id} reaches past its source`);
}

/** Everything: what the property tests hold every edit to. */
export function documentProblems(document: ProjectDocument): string[] {
  return [
    ...timelineProblems(document.timeline),
    ...referenceProblems(document),
    ...overrunProblems(document),
  ];
}
