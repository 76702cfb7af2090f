import type { MediaId } from '../lib/ids.ts';
import type { ProjectDocument, Track } from '../project/schema.ts';
import { sourcePosition } from '../project/source-time.ts';
import { resolveSource } from '../project/sources.ts';
import { frames, type Frames } from '../time/rate.ts';
import { clipOver } from './find-clips.ts';

/** The source of what stands at a frame of a track, and the same picture there, at the project's rate: match frame. */
export function matchFrame(
  document: Pick<ProjectDocument, 'media' | 'results'>,
  track: Pick<Track, 'clips'>,
  frame: number,
): { readonly mediaId: MediaId; readonly frame: Frames } | undefined {
  const clip = clipOver(track.clips, frame);
  const media = clip === undefined ? undefined : resolveSource(document, clip.source);
  if (clip === undefined || media === undefined) return undefined;
  return { mediaId: media.id, frame: frames(Math.max(0, sourcePosition(clip, frame - clip.start))) };
}
