import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Track } from '../../../src-shared/project/schema.ts';
import { endOf } from '../../../src-shared/timeline/clips.ts';
import type { VisibleRange } from './time-scale.ts';

/** Clips that are elements at the same time, over all tracks; the rest are painted. Two dozen are left for those with the focus. */
export const mostMounted = 120;

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

export interface MountPlan {
  readonly mounted: readonly Clip[];
  readonly painted: readonly Clip[];
}

/** Which clips of a track are elements and which are painted. `keep` is the one that can have the focus. */
export function mountPlan(
  track: Pick<Track, 'clips'>,
  range: VisibleRange,
  threshold: number,
  keep: ClipId | undefined,
): MountPlan {
  const visible = clipsWithin(track.clips, range);
  const mounted: Clip[] = [];
  const painted: Clip[] = [];
  for (const clip of visible) (clip.length > threshold || clip.id === keep ? mounted : painted).push(clip);
  // What can have the focus is there even where it can't be seen, so that the keyboard finds its way in.
  if (keep !== undefined && !mounted.some(({ id }) => id === keep)) {
    const clip = track.clips.find(({ id }) => id === keep);
    if (clip !== undefined) mounted.push(clip);
  }
  return { mounted, painted };
}
