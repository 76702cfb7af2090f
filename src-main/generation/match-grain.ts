import type { ResolvedGeneration } from '../../src-shared/generation/resolve.ts';
import type { ShotPlan } from '../../src-shared/generation/shot-plan.ts';
import { framesOf } from '../../src-shared/quality/frame.ts';
import { grainOf } from '../../src-shared/quality/match-look.ts';
import { median } from '../../src-shared/quality/statistics.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import type { Footage } from './footage.ts';
import { readPictures } from './read-pictures.ts';

/** Less than this is the coding of a clean picture and no grain. */
const leastGrain = 0.8;
const mostGrain = 12;

/** Files that are looked at: a shot with twenty pinned pictures is not looked at twenty times. */
const mostLooked = 2;

/** Deviation of the known footage's noise at the size of the result, in levels; 0 of clean footage. */
export async function grainNear(
  tool: FfmpegTool,
  footage: readonly Footage[],
  { given }: ShotPlan,
  { size, fit }: ResolvedGeneration,
  signal: AbortSignal,
): Promise<number> {
  // One picture of each file: grain is everywhere in it.
  const ends = [...new Map(given.map((picture) => [footage[picture.source], picture])).values()].slice(
    0,
    mostLooked,
  );
  const frames = framesOf(await readPictures(tool, footage, ends, { size, fit }, signal), size);
  const grain = median(frames.map((frame) => grainOf(frame)));
  return grain < leastGrain ? 0 : Math.min(mostGrain, grain);
}

/** Noise of that deviation, new in every frame and the same for the same seed; on luma, where grain is seen. */
export function grainFilters(grain: number, seed: string): string[] {
  if (grain === 0) return [];
  // ffmpeg's strength is the deviation times the root of three.
  const strength = Math.max(1, Math.round(grain * Math.sqrt(3)));
  return [`noise=c0s=${strength}:c0f=t:c0_seed=${Number(BigInt(seed) % 2_147_483_647n)}`];
}
