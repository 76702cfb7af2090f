import type { Media, ProjectSettings } from '../project/schema.ts';
import { sourceMoment, type SourceTime } from '../project/source-time.ts';
import { frames, type Frames } from '../time/rate.ts';

/**
 * Which frame of its file a clip shows `at` frames after its first one: the one that is on screen at that moment of the
 * source, at the file's own rate, never before its first nor beyond its last.
 */
export function footageFrame(
  { rate }: Pick<ProjectSettings, 'rate'>,
  clip: SourceTime,
  media: Pick<Media, 'kind' | 'frames' | 'rate'>,
  at: number,
): Frames {
  if (media.kind !== 'video') return frames(0);
  // Between two frames the one that has begun is on screen.
  const { num, den } = sourceMoment(clip, Math.floor(at));
  // Seconds of the source times its rate, as one fraction: the product leaves the exact range of doubles.
  const over = BigInt(num) * BigInt(media.rate.num) * BigInt(rate.den);
  const under = BigInt(den) * BigInt(media.rate.den) * BigInt(rate.num);
  const frame = over < 0n ? -1 : Number(over / under);
  return frames(Math.max(0, Math.min(media.frames - 1, frame)));
}
