import type { Size } from '../../src-shared/generation/request.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { shownName } from '../files/failures.ts';
import type { Coding } from './coding.ts';
import { probedInput, rawVideoPipe } from './ffmpeg-input.ts';
import { runFfmpeg, startFfmpeg } from './ffmpeg-process.ts';
import type { FfmpegProcess } from './ffmpeg-process.ts';
import { evenly, pictureFilters, placePicture, scalerFlags } from './picture-filters.ts';
import type { Fit } from './picture-filters.ts';
import type { ImageProbe, VideoProbe } from './probe-types.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { shownFrames } from './shown-frames.ts';
import type { WorkFolder } from './work-folder.ts';

/** What all stretches of one take share. */
export interface TakeFormat {
  readonly coding: Coding;
  readonly size: Size;
  readonly rate: Rate;
}

export interface Rectangle extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where the coded stretch `index` lies. */
export function stretchFile(work: WorkFolder, coding: Coding, index: number): string {
  return work.at(`stretch-${index}.${coding.stretch}`);
}

/**
 * Where the pictures of a sequence are written: patterns know `%%` for a percent sign in the folder's own name.
 */
export function picturePattern(work: WorkFolder): string {
  return `file:${work.folder.replaceAll('%', '%%')}/%08d.png`;
}

function outputArguments(work: WorkFolder, format: TakeFormat, index: number, firstFrame: number): string[] {
  const { coding, rate } = format;
  const common = ['-map', '[out]', '-r', rateText(rate), ...coding.encode];
  return coding.stretch === 'png'
    ? [...common, '-f', 'image2', '-start_number', String(firstFrame), '-y', picturePattern(work)]
    : [...common, '-f', coding.stretch, '-y', `file:${stretchFile(work, coding, index)}`];
}

/**
 * Says of YUV pictures what they are. The encoder's own options said it alone until ffmpeg 7; since then what the pictures
 * say comes first, and they said nothing.
 */
function said({ pixelFormat, matrix }: Coding): string[] {
  if (pixelFormat === 'rgb24') return [];
  return [`setparams=color_primaries=bt709:color_trc=bt709:colorspace=${matrix}:range=tv`];
}

/** Frames the model made: the visible part of each is scaled to fill the take's frame. */
interface MadeStretch {
  readonly index: number;
  /** Number of the stretch's first frame in the take. */
  readonly firstFrame: number;
  readonly frame: Size;
  readonly visible?: Rectangle | undefined;
  /** Further filters at the take's size. */
  readonly finish?: readonly string[] | undefined;
}

function generatedFilters({ frame, visible, finish }: MadeStretch, format: TakeFormat): string[] {
  const seen = visible ?? { ...frame, x: 0, y: 0 };
  const { size, coding } = format;
  const grid = coding.pixelFormat === 'yuv420p' ? 2 : 1;
  const { scaled, crop } = placePicture(seen, size, 'cover', grid);
  const isPart = seen.width !== frame.width || seen.height !== frame.height;
  const isScaled = scaled.width !== seen.width || scaled.height !== seen.height;
  const isCut = crop.width !== scaled.width || crop.height !== scaled.height;
  const scale = `scale=${scaled.width}:${scaled.height}:flags=${scalerFlags}`;
  return [
    ...(isPart ? [`crop=${seen.width}:${seen.height}:${seen.x}:${seen.y}`] : []),
    // Frames that stay RGB and keep their size are not touched at all.
    ...(coding.pixelFormat === 'rgb24'
      ? isScaled
        ? [scale]
        : []
      : [`${scale}:out_color_matrix=${coding.matrix}:out_range=tv`, `format=${coding.pixelFormat}`]),
    ...(isCut ? [`crop=${crop.width}:${crop.height}:${crop.x}:${crop.y}`] : []),
    ...(finish ?? []),
    'setsar=1',
  ];
}

/**
 * Starts coding RGB24 frames that are written to the returned process one after another.
 */
export function startGeneratedStretch(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  stretch: MadeStretch,
  signal: AbortSignal,
): Promise<FfmpegProcess> {
  const args = [
    ...rawVideoPipe('rgb24', stretch.frame, format.rate),
    '-filter_complex',
    `[0:v:0]${[...generatedFilters(stretch, format), ...said(format.coding)].join(',')}[out]`,
    ...outputArguments(work, format, stretch.index, stretch.firstFrame),
  ];
  return startFfmpeg(tool, args, { failure: 'The frames could not be written.', input: 'data' }, signal);
}

/**
 * Starts coding RGB24 frames that are written to the returned process, between pictures of a film: every `every`-th frame
 * is the film's, `shown` of them, beginning with its picture `first` and going on in steps of `step` (at its own rate).
 */
export function startWovenStretch(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  stretch: MadeStretch & {
    readonly probe: VideoProbe | ImageProbe;
    readonly first: number;
    readonly step: number;
    readonly every: number;
    readonly shown: number;
    readonly fit: Fit;
  },
  signal: AbortSignal,
): Promise<FfmpegProcess> {
  const { probe, first, step, every, shown, fit } = stretch;
  const { coding, size, rate } = format;
  const ownRate = probe.kind === 'image' ? rate : probe.rate;
  const picked = shownFrames(probe, ownRate, first, (shown - 1) * step + 1);
  const clock = `settb=${rate.den}/${rate.num}`;
  const own = [
    ...picked.filters,
    `select='not(mod(n,${step}))'`,
    ...pictureFilters(probe, { size, fit, format: coding.pixelFormat, matrix: coding.matrix }, tool.filters),
    clock,
    `setpts='N*${every}'`,
  ];
  const between = every - 1;
  const made = [
    ...generatedFilters(stretch, format),
    clock,
    `setpts='floor(N/${between})*${every}+mod(N,${between})+1'`,
  ];
  const args = [
    ...rawVideoPipe('rgb24', stretch.frame, rate),
    ...probedInput(probe, picked.before),
    '-filter_complex',
    `[0:v:0]${made.join(',')}[made];[1:v:0]${own.join(',')}[own];[own][made]interleave,${[...evenly(rate), ...said(coding)].join(',')}[out]`,
    ...outputArguments(work, format, stretch.index, stretch.firstFrame),
  ];
  return startFfmpeg(tool, args, { failure: 'The frames could not be written.', input: 'data' }, signal);
}

/**
 * Codes one picture of a film or a still, held for `count` frames.
 *
 * @throws AppError as `codeSourceStretch`.
 */
export async function codeStillStretch(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  stretch: {
    readonly index: number;
    readonly firstFrame: number;
    readonly probe: VideoProbe | ImageProbe;
    /** Counted at the film's own rate. */
    readonly frame: number;
    readonly count: number;
    readonly fit: Fit;
  },
  signal: AbortSignal,
): Promise<void> {
  const { probe, frame, count, fit } = stretch;
  const { coding, size, rate } = format;
  const ownRate = probe.kind === 'image' ? rate : probe.rate;
  const picked = shownFrames(probe, ownRate, frame, 1);
  const filters = [
    ...picked.filters,
    ...pictureFilters(probe, { size, fit, format: coding.pixelFormat, matrix: coding.matrix }, tool.filters),
    'loop=loop=-1:size=1',
    ...evenly(rate),
    `trim=end_frame=${count}`,
    ...said(coding),
  ];
  const args = [
    ...probedInput(probe, picked.before),
    '-filter_complex',
    `[0:v:0]${filters.join(',')}[out]`,
    '-frames:v',
    String(count),
    ...outputArguments(work, format, stretch.index, stretch.firstFrame),
  ];
  const failure = `“${shownName(probe.path)}” could not be conformed.`;
  await runFfmpeg(tool, args, { failure }, signal);
}

/** Frames of a file as a stretch of a take. */
export interface SourceStretch {
  readonly index: number;
  /** Number of the stretch's first frame in the take. */
  readonly firstFrame: number;
  readonly probe: VideoProbe | ImageProbe;
  /** Counted at the take's rate from the file's beginning. */
  readonly first: number;
  readonly count: number;
  readonly fit: Fit;
}

/**
 * Codes frames `first` … `first + count - 1` of a file, counted at the take's rate from the file's beginning.
 *
 * @throws AppError `input.file.unreadable` where it can't be decoded; `disk.full`; `cancelled`.
 */
export async function codeSourceStretch(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  stretch: SourceStretch,
  signal: AbortSignal,
): Promise<void> {
  const { probe, first, count, fit } = stretch;
  const shown = shownFrames(probe, format.rate, first, count);
  const filters = [
    ...shown.filters,
    ...pictureFilters(
      probe,
      { size: format.size, fit, format: format.coding.pixelFormat, matrix: format.coding.matrix },
      tool.filters,
    ),
    ...evenly(format.rate),
    ...said(format.coding),
  ];
  const args = [
    ...probedInput(probe, shown.before),
    '-filter_complex',
    `[0:v:0]${filters.join(',')}[out]`,
    '-frames:v',
    String(count),
    ...outputArguments(work, format, stretch.index, stretch.firstFrame),
  ];
  const failure = `“${shownName(probe.path)}” could not be conformed.`;
  await runFfmpeg(tool, args, { failure }, signal);
}
