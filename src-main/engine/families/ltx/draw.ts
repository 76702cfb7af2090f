import { frameNoise } from '../../samplers/noise.ts';

/** What random numbers are drawn for, in the order in which a window draws them. */
export type DrawKind = 'source' | 'start' | 'known' | 'step' | 'decode';

/** Standard normal numbers, ours to keep. */
export type Draw = (kind: DrawKind, length: number) => Float32Array;

/** Each kind has a stream of its own, far from those that frames start from. */
const streams: Readonly<Record<DrawKind, bigint>> = {
  start: 0n,
  source: 0x1b873593cc9e2d51n,
  known: 0x38b34ae5a1e38b93n,
  step: 0x2545f4914f6cdd1dn,
  decode: 0x5851f42d4c957f2dn,
};

/**
 * The random numbers of one window: frames start from the noise of their place in the plan, whichever window makes them.
 *
 * @param first frame of the plan at which the window begins; @param frames latent frames; @param group frames in each.
 */
export function windowDraw(seed: string, first: number, frames: number, group: number): Draw {
  const drawn = new Map<DrawKind, number>();
  return (kind, length) => {
    if (kind === 'start') {
      const size = length / frames;
      const noise = new Float32Array(length);
      for (let frame = 0; frame < frames; frame += 1)
        noise.set(frameNoise(seed, first + frame * group, size), frame * size);
      return noise;
    }
    const number = drawn.get(kind) ?? 0;
    drawn.set(kind, number + 1);
    return frameNoise((BigInt(seed) + streams[kind]).toString(), first * 1024 + number, length);
  };
}
