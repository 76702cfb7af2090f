/**
 * Latents come in two layouts: the codec's [C, h, w] per frame, and the transformer's tokens [h * w, C] per frame.
 * Everything between the codec's graphs is kept in tokens.
 */

/** One frame from [channels, cells] to [cells, channels], written into `target` at `offset`. */
export function planesToTokens(
  planes: Float32Array,
  channels: number,
  target: Float32Array,
  offset: number,
): void {
  const cells = planes.length / channels;
  for (let channel = 0; channel < channels; channel += 1) {
    for (let cell = 0; cell < cells; cell += 1) {
      target[offset + cell * channels + channel] = planes[channel * cells + cell] ?? 0;
    }
  }
}

/** One frame from [cells, channels] to [channels, cells], written into `target` at `offset`. */
export function tokensToPlanes(
  tokens: Float32Array,
  channels: number,
  target: Float32Array,
  offset: number,
): void {
  const cells = tokens.length / channels;
  for (let cell = 0; cell < cells; cell += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      target[offset + channel * cells + cell] = tokens[cell * channels + channel] ?? 0;
    }
  }
}
