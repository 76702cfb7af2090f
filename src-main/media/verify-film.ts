import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { rateText, sameRate } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import type { Container } from './coding.ts';
import { probeMedia } from './probe.ts';

export interface FilmFormat {
  readonly container: Container;
  readonly size: Size;
  readonly rate: Rate;
}

/**
 * MP4 and MOV keep times exactly. WebM rounds them to milliseconds, so that a short clip at 30000/1001 can't be told from one
 * at 30; a GIF rounds them to hundredths.
 */
function ratesAgree(found: Rate, { container, rate }: FilmFormat): boolean {
  if (sameRate(found, rate)) return true;
  const ratio = (found.num * rate.den) / (found.den * rate.num);
  if (container === 'webm') return Math.abs(ratio - 1) < 0.002;
  return container === 'gif';
}

/** Measures a finished part file; what does not have exactly the frames asked for never gets its name. */
export async function verifyFilm(part: string, format: FilmFormat, frames: number): Promise<void> {
  const probe = await probeMedia(part);
  const found = probe.kind === 'video' ? probe.frames : probe.kind === 'image' ? 1 : 0;
  const rateIsRight = probe.kind !== 'video' || frames === 1 || ratesAgree(probe.rate, format);
  const sizeIsRight =
    probe.kind !== 'audio' && probe.width === format.size.width && probe.height === format.size.height;
  if (found === frames && rateIsRight && sizeIsRight) return;
  const said = probe.kind === 'audio' ? 'sound' : `${probe.width}x${probe.height}`;
  throw new AppError('ffmpeg.failed', 'The film that was written does not have the frames it should have.', {
    cause: new Error(
      `${found} frames of ${said} at ${probe.kind === 'video' ? rateText(probe.rate) : '-'}, ` +
        `not ${frames} of ${format.size.width}x${format.size.height} at ${rateText(format.rate)}`,
    ),
  });
}
