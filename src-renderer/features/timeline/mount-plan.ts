import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Track } from '../../../src-shared/project/schema.ts';
import { endOf } from '../../../src-shared/timeline/clips.ts';
import { detailOf, type VisibleRange } from './time-scale.ts';
import type { StageWish } from './view/clip-stage.ts';

/** Clips that are elements at the same time, over all tracks, besides those that can have the focus; the rest are painted. */
export const mostMounted = 100;
/** Nothing on a narrower clip can be aimed at. */
const leastPixels = 10;

/** The clips of a track that reach into a range; found by halving, because a track may have thousands. */
export function clipsWithin(clips: readonly Clip[], range: VisibleRange): readonly Clip[] {
  let low = 0;
  let high = clips.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const clip = clips[middle];
    if (clip !== undefined && endOf(clip) <= range.from) low = middle + 1;
    else high = middle;
  }
  const first = low;
  high = clips.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const clip = clips[middle];
    if (clip !== undefined && clip.start < range.to) low = middle + 1;
    else high = middle;
  }
  return clips.slice(first, low);
}

/**
 * The length in frames above which a clip becomes an element: 0 while all that can be seen fit the budget, else that of the
 * longest one that does not.
 */
export function mountThreshold(
  tracks: readonly Track[],
  range: VisibleRange,
  most: number = mostMounted,
): number {
  const lengths: number[] = [];
  for (const track of tracks) for (const clip of clipsWithin(track.clips, range)) lengths.push(clip.length);
  if (lengths.length <= most) return 0;
  lengths.sort((a, b) => b - a);
  return lengths[most] ?? 0;
}

/** The one tab stop of a track: the clip that has the focus, else its first. */
export function tabStopOf({ clips }: Pick<Track, 'clips'>, focused: ClipId | null): ClipId | undefined {
  return clips.find(({ id }) => id === focused)?.id ?? clips[0]?.id;
}

/**
 * Which clips should be elements, those in the middle of the range first; all others are painted. What can have the focus is
 * always one, even where it can't be seen, so that the keyboard finds its way in.
 */
export function mountPlan(
  tracks: readonly Track[],
  {
    range,
    zoom,
    focused,
    threshold = mountThreshold(tracks, range),
  }: { range: VisibleRange; zoom: number; focused: ClipId | null; threshold?: number },
): StageWish {
  const middle = (range.from + range.to) / 2;
  const found: Clip[] = [];
  const atOnce = new Set<ClipId>();
  for (const track of tracks) {
    const stop = tabStopOf(track, focused);
    const within = clipsWithin(track.clips, range);
    for (const clip of within) {
      const isWide = clip.length > threshold && clip.length * zoom >= leastPixels;
      if (isWide || clip.id === stop) found.push(clip);
    }
    if (stop === undefined) continue;
    atOnce.add(stop);
    if (within.some(({ id }) => id === stop)) continue;
    const clip = track.clips.find(({ id }) => id === stop);
    if (clip !== undefined) found.push(clip);
  }
  const distance = (clip: Clip): number => Math.abs((clip.start + endOf(clip)) / 2 - middle);
  found.sort((a, b) => distance(a) - distance(b));
  return { clips: new Map(found.map(({ id, length }) => [id, detailOf(length * zoom)])), atOnce };
}
