import { branded } from '../../lib/brand.ts';
import {
  jobIdSchema,
  mediaIdSchema,
  projectIdSchema,
  trackIdSchema,
  type ClipId,
  type MediaId,
} from '../../lib/ids.ts';
import { emptyProject } from '../../project/empty.ts';
import type { Clip, Media, ProjectDocument, Timeline } from '../../project/schema.ts';
import { sourceLengthOf } from '../../project/sources.ts';
import { frames } from '../../time/rate.ts';
import type { EditResult } from '../result.ts';
import { addTrack } from '../tracks.ts';

export const video = trackIdSchema.parse('video-1');
export const second = trackIdSchema.parse('video-2');
export const audio = trackIdSchema.parse('audio-1');
export const footage = mediaIdSchema.parse('footage');
export const picture = mediaIdSchema.parse('picture');
export const job = jobIdSchema.parse('job-1');
export const id = (text: string): ClipId => branded(`clip-${text}`);

function media(mediaId: MediaId, kind: Media['kind'], count: number): Media {
  return {
    id: mediaId,
    kind,
    name: mediaId,
    file: `media/${mediaId}.mp4`,
    sha256: 'a'.repeat(64),
    bytes: 1,
    width: 64,
    height: 36,
    frames: frames(count),
    rate: { num: 24, den: 1 },
    hasAudio: false,
    provenance: { origin: 'imported' },
  };
}

/** 100 frames of footage, a still, and a job that will deliver 48 frames. */
export function studio(): ProjectDocument {
  const empty = emptyProject({ id: projectIdSchema.parse('project'), name: 'Test' });
  const twoTracks = addTrack(empty.timeline, { id: second, kind: 'video', name: 'V2' });
  if (!twoTracks.ok) throw new Error(twoTracks.reason);
  return {
    ...empty,
    timeline: twoTracks.timeline,
    media: { [footage]: media(footage, 'video', 100), [picture]: media(picture, 'image', 1) },
  };
}

export function clip(name: string, start: number, length: number, rest: Partial<Clip> = {}): Clip {
  return {
    id: id(name),
    name,
    source: { kind: 'media', mediaId: footage },
    start: frames(start),
    length: frames(length),
    sourceIn: frames(0),
    ...rest,
  };
}

export function ids(): () => ClipId {
  let count = 0;
  return () => {
    count += 1;
    return id(`new-${count}`);
  };
}

export function timelineOf(...clips: Clip[]): Timeline {
  const { timeline } = studio();
  return {
    ...timeline,
    tracks: timeline.tracks.map((track) => (track.id === video ? { ...track, clips } : track)),
  };
}

/** What one track shows, in short: `name@start+length/sourceIn`. */
export function shown(result: EditResult, trackId = video): string {
  if (!result.ok) return `refused: ${result.reason}`;
  const track = result.timeline.tracks.find((candidate) => candidate.id === trackId);
  return (track?.clips ?? []).map((c) => `${c.id.slice(5)}@${c.start}+${c.length}/${c.sourceIn}`).join(' ');
}

const library = studio();
export const lengths = (c: Clip): number => sourceLengthOf(library, c);
