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

/** One column per pixel of a clip's waveform: the extremes of all channels over the time the pixel stands for. */
export function waveColumns(peaks: Peaks, { clip, rate, zoom, from, to }: WaveInput): readonly WaveColumn[] {
  const perFrame = ((rate.den / rate.num) * peaks.sampleRate) / peaks.samplesPerPoint;
  const pointAt = (pixel: number): number => {
    const { num, den } = sourceMoment(clip, 0);
    const speed = clip.freeze === true ? 0 : (clip.speed?.num ?? 1) / (clip.speed?.den ?? 1);
    const direction = clip.reverse === true ? -1 : 1;
    return (num / den + (direction * speed * pixel) / zoom) * perFrame;
  };
  const columns: WaveColumn[] = [];
  for (let x = from; x < to; x += 1) {
    const [a, b] = [pointAt(x), pointAt(x + 1)];
    const first = Math.max(0, Math.floor(Math.min(a, b)));
    const last = Math.min(peaks.length - 1, Math.max(first, Math.ceil(Math.max(a, b)) - 1));
    let low = 0;
    let high = 0;
    for (let point = first; point <= last; point += 1) {
      for (let channel = 0; channel < peaks.channels; channel += 1) {
        const at = (point * peaks.channels + channel) * 2;
        low = Math.min(low, peaks.data[at] ?? 0);
        high = Math.max(high, peaks.data[at + 1] ?? 0);
      }
    }
    columns.push({ low: low / 128, high: high / 127 });
  }
  return columns;
}
