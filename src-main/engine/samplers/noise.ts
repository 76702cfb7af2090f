/**
 * Gaussian noise that depends on (seed, model frame) and on nothing else: whichever window makes a frame first, and in
 * whatever order a run is resumed, the frame starts from the same noise.
 *
 * Generator: xoshiro128** 1.1 (Blackman and Vigna, public domain), its 128 bits of state drawn by SplitMix64 from
 * seed + frame * 0x9E3779B97F4A7C15; uniforms of 53 bits; pairs of normals by Box-Muller.
 */
const mask64 = (1n << 64n) - 1n;
const golden = 0x9e3779b97f4a7c15n;

function splitMix64(state: bigint): bigint {
  let z = state;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask64;
  return z ^ (z >> 31n);
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** 32 random bits per call. */
function xoshiro128(seed: bigint, frame: number): () => number {
  // Frame f would otherwise share its stream with (seed + golden, frame f - 1); hashing the seed first parts them.
  const key = (splitMix64((seed + golden) & mask64) + BigInt(frame) * golden) & mask64;
  const first = splitMix64((key + golden) & mask64);
  const second = splitMix64((key + 2n * golden) & mask64);
  let a = Number(first & 0xffffffffn) | 0;
  let b = Number(first >> 32n) | 0;
  let c = Number(second & 0xffffffffn) | 0;
  let d = Number(second >> 32n) | 0;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result >>> 0;
  };
}

/**
 * Standard normal noise of one model frame.
 *
 * @param seed decimal string, taken modulo 2^64.
 * @param frame index of the model frame in its plan.
 * @param length number of values.
 */
export function frameNoise(seed: string, frame: number, length: number): Float32Array {
  const bits = xoshiro128(BigInt(seed) & mask64, frame);
  const uniform = (): number => ((bits() >>> 5) * 67_108_864 + (bits() >>> 6)) / 9_007_199_254_740_992;
  const noise = new Float32Array(length);
  for (let i = 0; i < length; i += 2) {
    // 1 - u lies in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    noise[i] = radius * Math.cos(angle);
    if (i + 1 < length) noise[i + 1] = radius * Math.sin(angle);
  }
  return noise;
}
