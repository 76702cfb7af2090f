import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { WanGrid } from './layout.ts';

/**
 * Rotary tables: every axis counts tokens from 0, frequencies theta^(-i / pairs) in double precision, pairs laid out as
 * time | row | column (arXiv 2104.09864; Wan's three-dimensional form).
 *
 * @returns cos and sin, each [frames * tokenRows * tokenColumns, pairs].
 */
export function wanRope(
  { ropePairs, ropeTheta }: Pick<WanManifest['transformer'], 'ropePairs' | 'ropeTheta'>,
  { frames, tokenRows, tokenColumns }: WanGrid,
): { cos: Float32Array; sin: Float32Array } {
  const frequencies = ropePairs.map((pairs) =>
    Array.from({ length: pairs }, (_, at) => 1 / ropeTheta ** (at / pairs)),
  );
  const pairs = ropePairs.reduce((sum, each) => sum + each, 0);
  const cos = new Float32Array(frames * tokenRows * tokenColumns * pairs);
  const sin = new Float32Array(cos.length);
  let at = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    for (let row = 0; row < tokenRows; row += 1) {
      for (let column = 0; column < tokenColumns; column += 1) {
        for (const [axis, place] of [frame, row, column].entries()) {
          for (const frequency of frequencies[axis] ?? []) {
            cos[at] = Math.cos(place * frequency);
            sin[at] = Math.sin(place * frequency);
            at += 1;
          }
        }
      }
    }
  }
  return { cos, sin };
}
