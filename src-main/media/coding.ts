import { extname } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { shownName } from '../files/failures.ts';
import type { FilmMatrix, PixelFormat } from './picture-filters.ts';

export const containers = ['mp4', 'mov', 'webm', 'gif', 'png'] as const;
export type Container = (typeof containers)[number];

/** The container a file name asks for by its ending. @throws AppError `output.format` */
export function containerOf(out: string): Container {
  const ending = extname(out).slice(1).toLowerCase();
  const container = containers.find((name) => name === ending);
  if (container !== undefined) return container;
  throw new AppError('output.format', `“${shownName(out)}” has no ending that names a kind of film.`, {
    hint: 'Use .mp4, .mov, .webm, .gif or .png (a numbered sequence).',
  });
}

/**
 * How one stretch of a take is coded before the stretches are joined without coding them again. Each stretch begins with a
 * picture of its own and knows nothing of its neighbours, so the frames of a source come out the same whatever is joined to
 * them. There are no B-frames: times then follow from the order alone, and a player steps backwards quickly.
 */
export interface Coding {
  readonly container: Container;
  readonly pixelFormat: PixelFormat;
  /** Of YUV frames. */
  readonly matrix: FilmMatrix;
  /** Encoder arguments. */
  readonly encode: readonly string[];
  /** Container of a stretch, and the demuxer that reads it back; `png` = numbered files in a folder. */
  readonly stretch: 'h264' | 'ivf' | 'png';
}

const tags = '-color_primaries bt709 -color_trc bt709 -color_range tv'.split(' ');

/**
 * Half a second between key pictures at 24 fps. CRF 12 is where a conformed source can no longer be told from the
 * original (above 45 dB on film-like material); takes are worked on, so their size matters less than that.
 */
const h264 = [
  ...'-c:v libx264 -preset veryfast -crf 12 -bf 0 -g 12 -sc_threshold 0 -pix_fmt yuv420p'.split(' '),
  ...tags,
];
/** Lossless in RGB: nothing is lost to chroma subsampling or to a YUV matrix; ffmpeg and most editors read it. */
const h264Lossless =
  '-c:v libx264rgb -preset veryfast -qp 0 -bf 0 -g 12 -sc_threshold 0 -pix_fmt rgb24'.split(' ');
const vp9 = [
  ...'-c:v libvpx-vp9 -crf 18 -b:v 0 -g 24 -deadline good -cpu-used 4 -row-mt 1 -pix_fmt yuv420p'.split(' '),
  ...tags,
];
const vp9Lossless =
  '-c:v libvpx-vp9 -lossless 1 -g 24 -deadline good -cpu-used 4 -row-mt 1 -pix_fmt gbrp'.split(' ');
const png = '-c:v png -compression_level 3 -pix_fmt rgb24'.split(' ');

/**
 * @param lossless every bit of the RGB frames is kept: H.264 RGB at quantiser 0 in MP4 and MOV, VP9 lossless in WebM; a PNG
 * sequence always is.
 * @param matrix of YUV frames; RGB ones have none.
 * @throws AppError `output.format` where the container can't do it, `input.size` for an odd size with halved chroma.
 */
export function codingOf(
  container: Container,
  size: Size,
  rate: Rate,
  lossless: boolean,
  matrix: FilmMatrix = 'bt709',
): Coding {
  const inRgb = { container, pixelFormat: 'rgb24', matrix } as const;
  if (container === 'png') return { ...inRgb, encode: png, stretch: 'png' };
  if (container === 'gif') {
    if (lossless)
      throw new AppError(
        'output.format',
        'A GIF has 256 colours and can’t hold the model’s own frames losslessly.',
        { hint: 'Use .mp4, .mov, .webm or .png together with --raw.' },
      );
    if (rate.num / rate.den > 50)
      throw new AppError(
        'output.format',
        `A GIF can’t hold ${rateText(rate)} frames per second; 50 is the most.`,
        { hint: 'Choose a lower frame rate, or .mp4.' },
      );
    // Palettes need the whole film first, so it is kept losslessly until then.
    return { ...inRgb, encode: h264Lossless, stretch: 'h264' };
  }
  const isWebm = container === 'webm';
  const stretch = isWebm ? 'ivf' : 'h264';
  if (lossless) return { ...inRgb, encode: isWebm ? vp9Lossless : h264Lossless, stretch };
  if (size.width % 2 !== 0 || size.height % 2 !== 0) {
    const even = evenSize(size);
    throw new AppError(
      'input.size',
      `${size.width} x ${size.height} is not possible: both must be even numbers.`,
      { hint: `Use ${even.width} x ${even.height}.` },
    );
  }
  const encode = [...(isWebm ? vp9 : h264), '-colorspace', matrix];
  return { container, pixelFormat: 'yuv420p', matrix, encode, stretch };
}

/** The nearest size below that has even sides, as halved chroma asks for. */
export function evenSize({ width, height }: Size): Size {
  return { width: Math.max(2, width - (width % 2)), height: Math.max(2, height - (height % 2)) };
}
