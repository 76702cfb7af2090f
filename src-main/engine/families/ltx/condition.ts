import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';
import type { LtxCodec } from './codec.ts';
import type { Draw } from './draw.ts';
import { pictureOf, type LtxGrid } from './positions.ts';

/** A stretch of known pictures that is encoded as a clip of its own: one, or one and whole groups. */
export interface KnownClip {
  readonly start: number;
  readonly length: number;
}

/**
 * Known pictures as the clips the model was trained to be given: at the beginning of the window as many whole groups as
 * there are; elsewhere whole groups from a group's border on; and the ends of every run that those leave out as single
 * pictures, so that nothing next to an unknown picture is lost.
 *
 * @param places of the known pictures, ascending; @param group pictures in a latent frame.
 */
export function knownClips(places: readonly number[], group: number): KnownClip[] {
  const runs: { start: number; end: number }[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last?.end === place - 1) last.end = place;
    else runs.push({ start: place, end: place });
  }
  return runs.flatMap(({ start, end }) => {
    const border = Math.ceil(start / group) * group;
    const groups = Math.floor((end - border) / group);
    const clips: KnownClip[] = [];
    const isClip = groups >= 1 || start === 0;
    if (!isClip || border > start) clips.push({ start, length: 1 });
    if (isClip) clips.push({ start: border, length: Math.max(0, groups) * group + 1 });
    const covered = isClip ? border + Math.max(0, groups) * group : start;
    if (end > covered) clips.push({ start: end, length: 1 });
    return clips;
  });
}

/** How what is known reaches the network, worked out once for a window. */
export interface LtxCondition {
  /** Latent frames that stand before the window's own, each with the picture at which it stands. */
  readonly before: readonly { readonly picture: number; readonly tokens: Float32Array }[];
  /** Clean tokens of the window's latent frames; undefined where a frame is made. */
  readonly clean: readonly (Float32Array | undefined)[];
}

/** @param pictures planes [3, height, width] of what is known, by place in the window. */
export async function ltxCondition(
  { latent, frames, condition }: LtxManifest,
  codec: LtxCodec,
  grid: LtxGrid,
  pictures: ReadonlyMap<number, Float32Array>,
  size: { readonly width: number; readonly height: number },
  draw: Draw,
  between: () => Promise<void>,
): Promise<LtxCondition> {
  const before: { picture: number; tokens: Float32Array }[] = [];
  const clean: (Float32Array | undefined)[] = Array.from({ length: grid.frames }, () => undefined);
  const places = [...pictures.keys()].sort((a, b) => a - b);
  const { factor } = latent.temporal;
  for (const { start, length } of knownClips(places, frames.group)) {
    const clip = Array.from({ length }, (_, at) => pictures.get(start + at) ?? new Float32Array(0));
    const tokens = await codec.encode(clip, size, (count) => draw('known', count), between);
    const count = (length - 1) / factor + 1;
    const values = tokens.length / count;
    for (let at = 0; at < count; at += 1) {
      const one = tokens.subarray(at * values, (at + 1) * values);
      if (start === 0 || at >= condition.prefix) clean[start / factor + at] = one;
      else before.push({ picture: pictureOf(at, factor, start), tokens: one });
    }
  }
  return { before, clean };
}
