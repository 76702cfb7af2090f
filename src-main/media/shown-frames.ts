import { sameRate, rateText } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { evenly } from './picture-filters.ts';
import type { ImageProbe, VideoProbe } from './probe-types.ts';

/** How many frames a file fills at `rate`: every frame shows a picture that has begun. A still fills any number. */
export function framesAt(probe: VideoProbe | ImageProbe, rate: Rate): number {
  if (probe.kind === 'image') return Number.POSITIVE_INFINITY;
  const exact = BigInt(probe.frames) * BigInt(probe.rate.den) * BigInt(rate.num);
  const unit = BigInt(probe.rate.num) * BigInt(rate.den);
  return Number((exact + unit - 1n) / unit);
}

/** Before this picture, decoding from the start is as quick as seeking, and needs no trust in the file's index. */
export const seekFrom = 24;

/** Only these containers have an index that leads to the picture asked for; a transport stream lands somewhere. */
export function hasIndex(probe: VideoProbe | ImageProbe): probe is VideoProbe {
  return probe.kind === 'video' && (probe.demuxer === 'mov' || probe.demuxer === 'matroska');
}

/** Input options that make picture `first` (at least 1) the first one decoded. */
export function seekTo(probe: VideoProbe, first: number): string[] {
  // Halfway between two pictures: no rounding of either side can select the wrong one.
  const middle = ((probe.times[first - 1] ?? 0) + (probe.times[first] ?? 0)) / 2;
  return ['-seek_timestamp', '1', '-ss', middle.toFixed(6)];
}

export interface ShownFrames {
  /** Options of the input. */
  readonly before: readonly string[];
  /** First filters of the picture's chain; what follows sees exactly the frames asked for. */
  readonly filters: readonly string[];
}

/**
 * Picks frames `first` … `first + count - 1` of a film or a still, counted at `rate` from its beginning: each shows the
 * latest picture at or before its time, a still stands as long as it is asked for, and after the last picture that one
 * is held.
 */
export function shownFrames(
  probe: VideoProbe | ImageProbe,
  rate: Rate,
  first: number,
  count: number,
): ShownFrames {
  if (probe.kind === 'image')
    return { before: [], filters: ['loop=loop=-1:size=1', ...evenly(rate), `trim=end_frame=${count}`] };
  const missing = Math.max(0, first + count - framesAt(probe, rate));
  const hold = missing === 0 ? [] : [`tpad=stop=${missing}:stop_mode=clone`];
  const cut = (from: number) => [
    ...hold,
    `trim=start_frame=${from}:end_frame=${from + count}`,
    ...evenly(rate),
  ];
  if (probe.variableRate) {
    // A millisecond of grace: the container's clock may have rounded a picture's time up.
    const fps = `fps=${rateText(rate)}:start_time=0:round=up`;
    return { before: [], filters: ['setpts=PTS-STARTPTS-0.001/TB', fps, ...cut(first)] };
  }
  const picture = Number(
    (BigInt(first) * BigInt(rate.den) * BigInt(probe.rate.num)) / (BigInt(rate.num) * BigInt(probe.rate.den)),
  );
  const seeks = hasIndex(probe) && picture >= seekFrom && picture < probe.times.length;
  const start = seeks ? picture : 0;
  const before = seeks ? seekTo(probe, picture) : [];
  if (sameRate(probe.rate, rate)) return { before, filters: [...evenly(rate), ...cut(first - start)] };
  // A clock in which both rates tick in whole numbers, set so that frame `first` stands at zero.
  const filters = [
    `settb=1/${probe.rate.num * rate.num}`,
    `setpts=(N+${start})*${probe.rate.den * rate.num}-${first * rate.den * probe.rate.num}`,
    `fps=${rateText(rate)}:start_time=0:round=up`,
    ...cut(0),
  ];
  return { before, filters };
}
