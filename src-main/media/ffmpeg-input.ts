import { isAbsolute } from 'node:path';
import { rateText } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { mediaLimits } from './limits.ts';
import type { Probe } from './probe-types.ts';

/**
 * Arguments for inputs of ffmpeg. Every input says which demuxer reads it (we recognised the file ourselves), so a playlist
 * named `.mp4` is never opened as a playlist, and names with `%d` are never patterns; the whitelists say the same again.
 * `-noautorotate`: we turn pictures ourselves, because what ffmpeg turns by itself differs between versions.
 */
const everyInput = ['-max_pixels', String(mediaLimits.pixels), '-noautorotate'];

/** Demuxers a file may be read with: those of the formats in `sniff.ts`, and those of our own intermediate files. */
export const demuxers = [
  'mov',
  'matroska',
  'mpegts',
  'avi',
  'asf',
  'flv',
  'mpeg',
  'mpegvideo',
  'mxf',
  'dv',
  'rm',
  'yuv4mpegpipe',
  'gif',
  'png_pipe',
  'jpeg_pipe',
  'webp_pipe',
  'bmp_pipe',
  'tiff_pipe',
  'jpegxl_pipe',
  'j2k_pipe',
  'exr_pipe',
  'dpx_pipe',
  'psd_pipe',
  'qoi_pipe',
  'ppm_pipe',
  'pgm_pipe',
  'wav',
  'mp3',
  'flac',
  'ogg',
  'aac',
  'aiff',
  'caf',
  'w64',
  'amr',
  'wv',
  'ape',
  'tta',
  'au',
  'ac3',
  'h264',
  'hevc',
  'ivf',
] as const;
export type Demuxer = (typeof demuxers)[number];

/** A file on this disk. `before` are options of this input alone (`-ss`, `-framerate`). */
export function fileInput(path: string, demuxer: Demuxer, before: readonly string[] = []): string[] {
  if (!isAbsolute(path)) throw new Error(`Not an absolute path: ${path}`);
  return [
    '-protocol_whitelist',
    'file',
    '-format_whitelist',
    demuxer,
    ...everyInput,
    ...before,
    '-f',
    demuxer,
    '-i',
    `file:${path}`,
  ];
}

/** A file that was measured: read by the decoder that sees all of it. ffmpeg's own VP8 and VP9 leave the opacity out. */
export function probedInput(probe: Probe, before: readonly string[] = []): string[] {
  const wants = probe.kind === 'video' && probe.alpha;
  const decoder =
    wants && probe.codec === 'vp9'
      ? ['-c:v', 'libvpx-vp9']
      : wants && probe.codec === 'vp8'
        ? ['-c:v', 'libvpx']
        : [];
  return fileInput(probe.path, probe.demuxer, [...decoder, ...before]);
}

/** Pictures of a known format and size on standard input, one after another. */
export function rawVideoPipe(pixelFormat: string, size: Size, rate: Rate): string[] {
  return [
    '-protocol_whitelist',
    'pipe',
    '-format_whitelist',
    'rawvideo',
    ...everyInput,
    '-f',
    'rawvideo',
    '-pixel_format',
    pixelFormat,
    '-video_size',
    `${size.width}x${size.height}`,
    '-framerate',
    rateText(rate),
    '-i',
    'pipe:0',
  ];
}

/** The same from a file of our own making. */
export function rawVideoFile(path: string, pixelFormat: string, size: Size, rate: string): string[] {
  if (!isAbsolute(path)) throw new Error(`Not an absolute path: ${path}`);
  return [
    '-protocol_whitelist',
    'file',
    '-format_whitelist',
    'rawvideo',
    '-f',
    'rawvideo',
    '-pixel_format',
    pixelFormat,
    '-video_size',
    `${size.width}x${size.height}`,
    '-framerate',
    rate,
    '-i',
    `file:${path}`,
  ];
}

/** Stereo samples, 32-bit float, on standard input. */
export function rawAudioPipe(sampleRate: number, channels: number): string[] {
  return [
    '-protocol_whitelist',
    'pipe',
    '-format_whitelist',
    'f32le',
    '-f',
    'f32le',
    '-ar',
    String(sampleRate),
    '-ac',
    String(channels),
    '-i',
    'pipe:0',
  ];
}

/**
 * A coded stream, put together by us, on standard input.
 *
 * @param mostPixels of a picture, where less than the usual limit is right
 */
export function codedPipe(
  demuxer: 'h264' | 'hevc' | 'ivf',
  rate: Rate,
  mostPixels: number = mediaLimits.pixels,
): string[] {
  return [
    '-protocol_whitelist',
    'pipe',
    '-format_whitelist',
    demuxer,
    ...everyInput,
    // The last one counts.
    '-max_pixels',
    String(mostPixels),
    '-f',
    demuxer,
    // An ivf header carries its rate; an elementary stream has none of its own.
    ...(demuxer === 'ivf' ? [] : ['-framerate', rateText(rate)]),
    '-i',
    'pipe:0',
  ];
}

/**
 * Throws where an input lacks its protocol or format whitelist. `runFfmpeg` calls it for every run, so no caller can forget.
 */
export function assertGuardedInputs(args: readonly string[]): void {
  let seen = new Set<string>();
  args.forEach((argument, index) => {
    if (argument === '-i') {
      const what = args[index + 1] ?? '';
      if (!seen.has('-protocol_whitelist') || !seen.has('-format_whitelist') || !seen.has('-f'))
        throw new Error(`An input of ffmpeg has no whitelist: ${what}`);
      if (!what.startsWith('file:/') && !/^file:[A-Za-z]:[\\/]/.test(what) && what !== 'pipe:0')
        throw new Error(`Not a file and not our pipe: ${what}`);
      seen = new Set();
      return;
    }
    seen.add(argument);
  });
}
