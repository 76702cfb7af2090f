import type { Track } from '../../../src-shared/project/schema.ts';

/** Width of the column of track heads, as in tokens.css. */
export const trackHeadPixels = 168;

/** Small, medium, large, of picture tracks and of sound tracks. */
export const trackHeights = { video: [32, 56, 96], audio: [28, 40, 80] } as const;
const least = 24;
const most = 320;

/** Height a track is drawn with. */
export function trackHeight(track: Pick<Track, 'kind' | 'height'>): number {
  return clampHeight(track.height ?? trackHeights[track.kind][1]);
}

export function clampHeight(height: number): number {
  return Math.round(Math.min(most, Math.max(least, height)));
}

/** Tracks from the top of the panel down: the picture track on top first, as pictures lie, then sound. */
export function shownOrder(tracks: readonly Track[]): readonly Track[] {
  return [
    ...tracks.filter(({ kind }) => kind === 'video').reverse(),
    ...tracks.filter(({ kind }) => kind === 'audio'),
  ];
}
