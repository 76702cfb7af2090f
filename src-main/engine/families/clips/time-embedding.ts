/**
 * Sinusoidal embedding of timesteps, cosines first (arXiv 2006.11239 with the halves swapped), in single precision where
 * upstream uses it: at timestep 999 the rounding of the angle is far larger than that of the result.
 *
 * @returns [timesteps, width].
 */
export function timeEmbedding(timesteps: readonly number[], width: number): Float32Array {
  const half = width / 2;
  const embedding = new Float32Array(timesteps.length * width);
  const fastest = Math.fround(-Math.log(10_000));
  for (const [row, timestep] of timesteps.entries()) {
    for (let at = 0; at < half; at += 1) {
      const exponent = Math.fround(Math.fround(fastest * at) / half);
      const angle = Math.fround(Math.fround(timestep) * Math.fround(Math.exp(exponent)));
      embedding[row * width + at] = Math.cos(angle);
      embedding[row * width + half + at] = Math.sin(angle);
    }
  }
  return embedding;
}
