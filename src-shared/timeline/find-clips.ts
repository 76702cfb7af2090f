import type { Clip } from '../project/schema.ts';

/** Index of the last clip that begins at or before a frame, -1 if none does; by halving, for lists of thousands. */
export function indexBefore(clips: readonly Pick<Clip, 'start'>[], frame: number): number {
  let low = 0;
  let high = clips.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((clips[middle]?.start ?? Infinity) <= frame) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The clip whose frames hold a frame. */
export function clipOver(clips: readonly Clip[], frame: number): Clip | undefined {
  const clip = clips[indexBefore(clips, frame)];
  return clip !== undefined && frame < clip.start + clip.length ? clip : undefined;
}

/** The clips that meet at an edit: the one that ends there and the one that begins there. */
export function clipsAtEdit(
  clips: readonly Clip[],
  at: number,
): { readonly left: Clip | undefined; readonly right: Clip | undefined } {
  const index = indexBefore(clips, at);
  const found = clips[index];
  const right = found?.start === at ? found : undefined;
  const before = right === undefined ? found : clips[index - 1];
  const left = before !== undefined && before.start + before.length === at ? before : undefined;
  return { left, right };
}
