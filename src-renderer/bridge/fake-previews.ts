import type { CallOutput } from '../../src-shared/ipc/contract.ts';

/** Six tiles in a row, every eighth frame: the stand-in has no picture behind them. */
export const fakeFilmstrip: CallOutput<'library.filmstrip'> = {
  tileWidth: 128,
  tileHeight: 72,
  columns: 8,
  count: 6,
  step: 8,
};

/** Two seconds of one channel: a tone that swells and dies away. */
export function fakePeaks(): CallOutput<'library.peaks'> {
  const length = 400;
  const data = new Int8Array(length * 2);
  for (let index = 0; index < length; index += 1) {
    const loud = Math.round(100 * Math.sin((Math.PI * index) / length) ** 2);
    data[index * 2] = -loud;
    data[index * 2 + 1] = loud;
  }
  return { sampleRate: 48_000, samplesPerPoint: 240, channels: 1, length, data };
}
