import type { Timeline, Track } from '../project/schema.ts';

/** Video tracks whose pictures are seen, from the lowest to the one on top. */
export function seenTracks({ tracks }: Timeline): readonly Track[] {
  const video = tracks.filter(({ kind }) => kind === 'video');
  const isSolo = video.some(({ solo }) => solo === true);
  return video.filter(({ hidden, solo }) => hidden !== true && (!isSolo || solo === true));
}

/** Tracks of either kind whose sound is heard. */
export function heardTracks({ tracks }: Timeline): readonly Track[] {
  const isSolo = tracks.some(({ solo }) => solo === true);
  return tracks.filter(({ muted, solo }) => muted !== true && (!isSolo || solo === true));
}
