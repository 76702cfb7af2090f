import type { Clip } from '../../../src-shared/project/schema.ts';
import { sourceMoment } from '../../../src-shared/project/source-time.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import type { Peaks } from '../film/peaks-source.ts';

export interface WaveColumn {
  /** Lowest and highest value, -1 to 1. */
  readonly low: number;
  readonly high: number;
}

export interface WaveInput {
  readonly clip: Pick<Clip, 'sourceIn' | 'length' | 'speed' | 'reverse' | 'freeze'>;
  readonly rate: Rate;
  readonly zoom: number;
  /** Part of the clip to draw, in whole pixels from its left edge. */
  readonly from: number;
  readonly to: number;
}

/** Extremes of all channels over ever longer stretches: each level sums four points of the one before. */
interface Level {
  readonly low: Int8Array;
  readonly high: Int8Array;
}

const perStep = 4;
const pyramids = new WeakMap<Peaks, Level[]>();

function ground({ data, channels, length }: Peaks): Level {
  const level = { low: new Int8Array(length), high: new Int8Array(length) };
  for (let point = 0; point < length; point += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const at = (point * channels + channel) * 2;
      level.low[point] = Math.min(level.low[point] ?? 0, data[at] ?? 0);
      level.high[point] = Math.max(level.high[point] ?? 0, data[at + 1] ?? 0);
    }
  }
  return level;
}

function above({ low, high }: Level): Level {
  const length = Math.ceil(low.length / perStep);
  const level = { low: new Int8Array(length), high: new Int8Array(length) };
  for (let point = 0; point < low.length; point += 1) {
    const at = Math.floor(point / perStep);
    level.low[at] = Math.min(level.low[at] ?? 0, low[point] ?? 0);
    level.high[at] = Math.max(level.high[at] ?? 0, high[point] ?? 0);
  }
  return level;
}

/** A level of a sound's pyramid; made when it is first drawn at that distance, and kept as long as the sound is. */
function levelOf(peaks: Peaks, index: number): Level {
  const levels = pyramids.get(peaks) ?? [ground(peaks)];
  pyramids.set(peaks, levels);
  for (let next = levels.at(-1); levels.length <= index && next !== undefined; next = levels.at(-1)) {
    levels.push(above(next));
  }
  return levels[index] ?? ground(peaks);
}

/**
 * One column per pixel of a clip's waveform: the extremes of all channels over the time the pixel stands for. From far away
 * sums are read and not every point, so that an hour of sound costs no more than a second; a column's edge may then lie
 * a quarter of a pixel off.
 */
export function waveColumns(peaks: Peaks, { clip, rate, zoom, from, to }: WaveInput): readonly WaveColumn[] {
  const perFrame = ((rate.den / rate.num) * peaks.sampleRate) / peaks.samplesPerPoint;
  const { num, den } = sourceMoment(clip, 0);
  const pace = clip.freeze === true ? 0 : (clip.speed?.num ?? 1) / (clip.speed?.den ?? 1);
  const perPixel = ((clip.reverse === true ? -pace : pace) / zoom) * perFrame;
  const first = (num / den) * perFrame;
  // At least four sums in a pixel.
  const index = Math.max(0, Math.floor(Math.log(Math.abs(perPixel)) / Math.log(perStep)) - 1);
  const { low: lows, high: highs } = levelOf(peaks, index);
  const size = perStep ** index;
  const columns: WaveColumn[] = [];
  for (let x = from; x < to; x += 1) {
    const [a, b] = [first + perPixel * x, first + perPixel * (x + 1)];
    const begin = Math.max(0, Math.floor(Math.min(a, b) / size));
    const end = Math.min(lows.length - 1, Math.max(begin, Math.ceil(Math.max(a, b) / size) - 1));
    let low = 0;
    let high = 0;
    for (let point = begin; point <= end; point += 1) {
      low = Math.min(low, lows[point] ?? 0);
      high = Math.max(high, highs[point] ?? 0);
    }
    columns.push({ low: low / 128, high: high / 127 });
  }
  return columns;
}
