import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import type { Seconds } from '../../src-shared/time/rate.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import { shownName } from '../files/failures.ts';
import { probedInput } from './ffmpeg-input.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { mediaLimits } from './limits.ts';
import { evenly, pictureFilters } from './picture-filters.ts';
import type { Fit, Scaler } from './picture-filters.ts';
import { probeMedia } from './probe.ts';
import type { ImageProbe, Probe, VideoProbe } from './probe-types.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { hasIndex, seekFrom, seekTo } from './shown-frames.ts';

export interface FrameWish {
  readonly size: Size;
  readonly fit: Fit;
  /** `exact` where absent. */
  readonly scaler?: Scaler;
}

/**
 * Pictures up to this many pixels in all are decoded and thrown away rather than starting ffmpeg a second time, which takes
 * 0.13 s as systems package it: as long as 50 pictures of 1280 x 720 (`decode` against `version` of the same ffmpeg 5.1).
 */
const pixelsToBridge = 40e6;

const unitRate = { num: 25, den: 1 };

/** More than these in one stretch are not picked by name: all between the first and the last are scaled. */
const mostPicked = 256;

interface Stretch {
  /** Pictures that are wanted, ascending. */
  readonly pictures: readonly number[];
  readonly first: number;
  /** From the first to the last, those between included. */
  readonly count: number;
}

/** A sum in halves of halves: of more than 100 terms in one row ffmpeg’s parser says that memory is short. */
function sumOf(terms: readonly string[]): string {
  if (terms.length <= 2) return terms.join('+');
  const half = Math.ceil(terms.length / 2);
  return `(${sumOf(terms.slice(0, half))})+(${sumOf(terms.slice(half))})`;
}

/** Leaves only the pictures that are wanted, before anything is done to them. */
function picking({ pictures, first, count }: Stretch): string[] {
  if (pictures.length === count || pictures.length > mostPicked) return [];
  return [`select='${sumOf(pictures.map((picture) => `eq(n,${picture - first})`))}'`];
}

/** What comes out, in order. */
function shownOf(stretch: Stretch): readonly number[] {
  const { pictures, first, count } = stretch;
  return picking(stretch).length > 0 ? pictures : Array.from({ length: count }, (_, at) => first + at);
}

function decodingFailure(path: string, cause: unknown): AppError {
  return new AppError('input.file.unreadable', `“${shownName(path)}” could not be decoded.`, {
    hint: 'Copy or export the file again.',
    cause,
  });
}

/**
 * Decodes a stretch of pictures (in the order they are shown, counted from 0) and hands those of `shownOf` on as RGB24.
 *
 * @param onPicture gets the picture's index and its bytes, which are overwritten when its promise settles.
 * @returns how many pictures there were.
 */
async function decode(
  tool: FfmpegTool,
  probe: VideoProbe | ImageProbe,
  stretch: Stretch,
  wish: FrameWish,
  seek: boolean,
  onPicture: (index: number, rgb: Uint8Array) => Promise<void> | void,
  signal: AbortSignal,
): Promise<number> {
  const { first, count } = stretch;
  const shown = shownOf(stretch);
  const before = seek && probe.kind === 'video' ? seekTo(probe, first) : [];
  const start = seek ? 0 : first;
  const filters = [
    // Its end too where it begins at once: `fps` keeps a picture until the next one comes, and of those that are picked by
    // name none comes any more before the file's end.
    `trim=start_frame=${start}:end_frame=${start + count}`,
    ...picking(stretch),
    ...pictureFilters(probe, { ...wish, format: 'rgb24' }, tool.filters),
    ...evenly(unitRate),
  ];
  const args = [
    ...probedInput(probe, before),
    '-filter_complex',
    `[0:v:0]${filters.join(',')}[out]`,
    '-map',
    '[out]',
    '-frames:v',
    String(shown.length),
    '-r',
    rateText(unitRate),
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  const failure = `“${shownName(probe.path)}” could not be decoded.`;
  const run = await startFfmpeg(tool, args, { failure, output: 'data' }, signal);
  const picture = new Uint8Array(wish.size.width * wish.size.height * 3);
  let filled = 0;
  let given = 0;
  try {
    for await (const piece of run.read()) {
      let taken = 0;
      while (taken < piece.length) {
        const part = piece.subarray(taken, taken + picture.length - filled);
        picture.set(part, filled);
        filled += part.length;
        taken += part.length;
        if (filled < picture.length) continue;
        const index = shown[given];
        if (index !== undefined) await onPicture(index, picture);
        given += 1;
        filled = 0;
      }
    }
  } catch (error) {
    run.stop(error instanceof Error ? error : new Error(String(error)));
  }
  await run.done;
  return given;
}

/** As `decode`, seeking where that saves time, and without it where the file's index misled it. */
async function decodeSurely(
  tool: FfmpegTool,
  probe: VideoProbe | ImageProbe,
  stretch: Stretch,
  wish: FrameWish,
  onPicture: (index: number, rgb: Uint8Array) => Promise<void> | void,
  signal: AbortSignal,
): Promise<void> {
  const canSeek = hasIndex(probe) && stretch.first >= seekFrom;
  const wanted = shownOf(stretch).length;
  let last = -1;
  let given = 0;
  const onNew = async (index: number, rgb: Uint8Array) => {
    if (index <= last) return;
    last = index;
    given += 1;
    await onPicture(index, rgb);
  };
  try {
    if (canSeek) await decode(tool, probe, stretch, wish, true, onNew, signal);
    if (given < wanted) await decode(tool, probe, stretch, wish, false, onNew, signal);
  } catch (error) {
    if (error instanceof AppError && error.code !== 'ffmpeg.failed') throw error;
    throw decodingFailure(probe.path, error);
  }
  if (given < wanted)
    throw decodingFailure(probe.path, new Error(`${given} of ${wanted} pictures could be decoded`));
}

/** The picture in the file that is shown at frame `index` of its nominal rate. */
export function pictureAt(probe: VideoProbe | ImageProbe, index: number): number {
  if (probe.kind === 'image') return 0;
  if (!probe.variableRate) return Math.min(index, probe.times.length - 1);
  // A millisecond of grace: the container's clock may have rounded the picture's time up.
  const time = (probe.times[0] ?? 0) + (index * probe.rate.den) / probe.rate.num + 0.001;
  let low = 0;
  let high = probe.times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((probe.times[middle] ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

function stretchesOf(
  pictures: readonly number[],
  { codedWidth, codedHeight }: VideoProbe | ImageProbe,
): Stretch[] {
  const gapToBridge = Math.floor(pixelsToBridge / (codedWidth * codedHeight));
  const stretches: { pictures: number[]; first: number; count: number }[] = [];
  for (const picture of [...new Set(pictures)].sort((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last !== undefined && picture - (last.first + last.count) <= gapToBridge) {
      last.count = picture - last.first + 1;
      last.pictures.push(picture);
    } else stretches.push({ pictures: [picture], first: picture, count: 1 });
  }
  return stretches;
}

function visual(probe: Probe): VideoProbe | ImageProbe {
  if (probe.kind !== 'audio') return probe;
  throw new AppError('input.file.format', `“${shownName(probe.path)}” has no pictures.`);
}

/** Which frames: by index at the file's rate, or by time in seconds from its beginning. */
export type FrameChoice = { readonly indices: readonly number[] } | { readonly times: readonly Seconds[] };

/**
 * Reads exact frames of a film or a still, turned upright, fitted to `size`, as RGB24 with BT.709 (or the file's own) matrix
 * undone.
 *
 * @param source a path, or what `probeMedia` said of it, which saves measuring it again.
 * @param options indices from 0 to `frames - 1` of the probe, any order, repeats allowed; a still has every index.
 * @returns `count x height x width x 3` bytes, the frames in the order asked for.
 * @throws AppError `input.file.*`; `input.clip.tooShort` where an index lies outside; `cancelled`.
 */
export async function readFrames(
  tool: FfmpegTool,
  source: string | Probe,
  options: FrameChoice & FrameWish,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const probe = visual(
    typeof source === 'string' ? await probeMedia(source, signal, async () => tool) : source,
  );
  const indices =
    'indices' in options
      ? options.indices
      : options.times.map((time) =>
          probe.kind === 'image' ? 0 : Math.floor((time * probe.rate.num) / probe.rate.den + 1e-6),
        );
  const total = probe.kind === 'image' ? Number.POSITIVE_INFINITY : probe.frames;
  const outside = indices.find((index) => !Number.isSafeInteger(index) || index < 0 || index >= total);
  if (outside !== undefined)
    throw new AppError(
      'input.clip.tooShort',
      `“${shownName(probe.path)}” has ${total} frames; frame ${outside} does not exist.`,
    );
  const frameBytes = options.size.width * options.size.height * 3;
  if (indices.length * frameBytes > mediaLimits.framesInMemoryBytes)
    throw new AppError('input.size', 'So many frames of this size do not fit into memory at once.');
  const frames = new Uint8Array(indices.length * frameBytes);
  const places = new Map<number, number[]>();
  indices.forEach((index, place) => {
    const picture = pictureAt(probe, index);
    places.set(picture, [...(places.get(picture) ?? []), place]);
  });
  const place = (picture: number, rgb: Uint8Array): void => {
    for (const at of places.get(picture) ?? []) frames.set(rgb, at * frameBytes);
  };
  const stretches = stretchesOf([...places.keys()], probe).values();
  let failure: { readonly error: unknown } | undefined;
  const inTurn = async (): Promise<void> => {
    for (const stretch of stretches) {
      if (failure !== undefined) return;
      try {
        await decodeSurely(tool, probe, stretch, options, place, signal);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  // Two at a time: starting a decoder and finding the place is most of the work.
  await Promise.all([inTurn(), inTurn()]);
  if (failure !== undefined) throw failure.error;
  return frames;
}
