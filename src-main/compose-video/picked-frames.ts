import { sourceMoment } from '../../src-shared/project/source-time.ts';
import type { SourceTime } from '../../src-shared/project/source-time.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { evenly } from '../media/picture-filters.ts';
import type { ImageProbe, VideoProbe } from '../media/probe-types.ts';
import { framesAt, hasIndex, seekFrom, seekTo } from '../media/shown-frames.ts';
import type { ShownFrames } from '../media/shown-frames.ts';

/** Frame `t` shows picture floor((origin + t * step) / unit); all whole numbers. */
interface Walk {
  readonly origin: number;
  readonly step: number;
  readonly unit: number;
}

function common(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}

/** The pictures of a clip from frame `at` of it on, for a source of `footage` rate on a timeline of `project` rate. */
function walkOf(clip: SourceTime, at: number, footage: Rate, project: Rate): Walk {
  const { num, den } = sourceMoment(clip, at);
  const pace = clip.freeze === true ? 0 : (clip.speed?.num ?? 1) * (clip.reverse === true ? -1 : 1);
  const over = BigInt(footage.num) * BigInt(project.den);
  const origin = BigInt(num) * over;
  const step = BigInt(pace) * over;
  const unit = BigInt(den) * BigInt(footage.den) * BigInt(project.num);
  const divisor = common(common(origin, step), unit);
  const whole = (value: bigint) => {
    const made = Number(value / divisor);
    if (!Number.isSafeInteger(made)) throw new Error('A speed beyond exact arithmetic');
    return made;
  };
  return { origin: whole(origin), step: whole(step), unit: whole(unit) };
}

/**
 * Picks exactly the pictures a clip shows in `count` frames of a timeline from its frame `at` on: at any speed, backwards or
 * standing still; before its source's first picture that one is shown, after its last that one.
 *
 * Backwards, all pictures between the first and the last lie in memory at once: ask for few frames at a time.
 */
export function pickedFrames(
  probe: VideoProbe | ImageProbe,
  rate: Rate,
  clip: SourceTime,
  at: number,
  count: number,
): ShownFrames {
  const stand = ['loop=loop=-1:size=1', ...evenly(rate), `trim=end_frame=${count}`];
  if (probe.kind === 'image') return { before: [], filters: stand };
  // A file of variable rate is first laid out at the timeline's, where every frame has a picture.
  const isUneven = probe.variableRate;
  const { origin, step, unit } = walkOf(clip, at, isUneven ? rate : probe.rate, rate);
  const all = isUneven ? framesAt(probe, rate) : probe.frames;
  const shown = (frame: number) => Math.max(0, Math.min(all - 1, Math.floor((origin + frame * step) / unit)));
  const ends = [shown(0), shown(count - 1)];
  const low = Math.min(...ends);
  const high = Math.max(...ends);

  const seeks = !isUneven && hasIndex(probe) && low >= seekFrom && low < probe.times.length;
  const from = seeks ? 0 : low;
  const even = isUneven
    ? ['setpts=PTS-STARTPTS-0.001/TB', `fps=${rateText(rate)}:start_time=0:round=up`]
    : [];
  const cut = [...even, `trim=start_frame=${from}:end_frame=${from + high - low + 1}`];
  const before = seeks ? seekTo(probe, low) : [];
  if (step === 0) return { before, filters: [...cut, ...stand] };
  // Picture number N of those that were cut out appears at the first frame that shows it.
  const appears =
    step > 0
      ? `ceil(((N+${low})*${unit}-${origin})/${step})`
      : `floor((${origin}-(${high}-N+1)*${unit})/${-step})+1`;
  return {
    before,
    filters: [
      ...cut,
      ...(step < 0 ? ['reverse'] : []),
      `settb=${rate.den}/${rate.num}`,
      `setpts='max(0,${appears})'`,
      `fps=${rateText(rate)}:start_time=0`,
      `tpad=stop=${count}:stop_mode=clone`,
      `trim=end_frame=${count}`,
      ...evenly(rate),
    ],
  };
}
