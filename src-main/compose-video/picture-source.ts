import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { shownName } from '../files/failures.ts';
import { probedInput } from '../media/ffmpeg-input.ts';
import { startFfmpeg } from '../media/ffmpeg-process.ts';
import type { FfmpegProcess } from '../media/ffmpeg-process.ts';
import { pictureFilters } from '../media/picture-filters.ts';
import type { Fit } from '../media/picture-filters.ts';
import type { ImageProbe, VideoProbe } from '../media/probe-types.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { shownFrames } from '../media/shown-frames.ts';
import type { ExportPreset } from './presets.ts';

export interface FrameFormat {
  readonly size: Size;
  readonly rate: Rate;
  readonly pixelFormat: ExportPreset['pixelFormat'];
}

/** Bytes of one raw frame. */
export function frameBytes({ size: { width, height }, pixelFormat }: FrameFormat): number {
  // 4:2:0 at 8 bits has 1.5 bytes a pixel; RGB 3; 4:2:2 at 10 bits, kept in 16, has 4.
  const perPixel = { yuv420p: 1.5, rgb24: 3, yuv422p10le: 4 }[pixelFormat];
  return width * height * perPixel;
}

/** A black frame in limited range. */
export function blackFrame(format: FrameFormat): Uint8Array {
  const bytes = frameBytes(format);
  const pixels = format.size.width * format.size.height;
  const frame = new Uint8Array(bytes);
  if (format.pixelFormat === 'yuv420p') return frame.fill(16, 0, pixels).fill(128, pixels);
  if (format.pixelFormat === 'rgb24') return frame;
  const samples = new Uint16Array(frame.buffer);
  samples.fill(64, 0, pixels).fill(512, pixels);
  return frame;
}

/** Starts decoding frames `first` … of a file as raw frames of the film; it waits until somebody reads. */
export function startPictures(
  tool: FfmpegTool,
  probe: VideoProbe | ImageProbe,
  format: FrameFormat,
  shown: { readonly first: number; readonly count: number; readonly fit: Fit },
  signal: AbortSignal,
): Promise<FfmpegProcess> {
  const { before, filters } = shownFrames(probe, format.rate, shown.first, shown.count);
  const target = { size: format.size, fit: shown.fit, format: format.pixelFormat };
  const graph = [...filters, ...pictureFilters(probe, target, tool.filters)].join(',');
  const args = [
    ...probedInput(probe, before),
    '-filter_complex',
    `[0:v:0]${graph}[out]`,
    '-map',
    '[out]',
    '-frames:v',
    String(shown.count),
    '-r',
    rateText(format.rate),
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  const failure = `“${shownName(probe.path)}” could not be decoded.`;
  return startFfmpeg(tool, args, { failure, output: 'data' }, signal);
}

/**
 * Hands the frames of a decoder on, checking that they are exactly as many as they should be.
 *
 * @throws AppError `input.file.unreadable` where there are fewer.
 */
export async function passPictures(
  pictures: FfmpegProcess,
  path: string,
  bytes: number,
  write: (data: Uint8Array) => Promise<void>,
): Promise<void> {
  let passed = 0;
  for await (const piece of pictures.read()) {
    passed += piece.length;
    if (passed > bytes) throw new Error('More frames were decoded than were asked for');
    await write(piece);
  }
  await pictures.done;
  if (passed < bytes)
    throw new AppError('input.file.unreadable', `“${shownName(path)}” is damaged or cut off.`, {
      hint: 'Import it again, or remove it from the timeline.',
      cause: new Error(`${passed} of ${bytes} bytes were decoded`),
    });
}
