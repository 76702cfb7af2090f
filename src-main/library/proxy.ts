import { dirname } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { commitPart, discardPart } from '../files/atomic-write.ts';
import { shownName, writeFailure } from '../files/failures.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { partPathFor } from '../files/part-files.ts';
import { assembleTake } from '../media/assemble-take.ts';
import { evenSize } from '../media/coding.ts';
import { probedInput } from '../media/ffmpeg-input.ts';
import { runFfmpeg } from '../media/ffmpeg-process.ts';
import {
  evenly,
  orientationFilters,
  pictureFilters,
  premultiplied,
  scalerFlags,
  toneFilters,
  unpremultiplied,
} from '../media/picture-filters.ts';
import type { ImageProbe, Probe, VideoProbe } from '../media/probe-types.ts';
import { shownFrames } from '../media/shown-frames.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';

/** A proxy is for looking at; no window shows more. */
const longestEdge = 1920;

export function proxySize({ width, height }: Size): Size {
  const factor = Math.min(1, longestEdge / Math.max(width, height));
  return evenSize({
    width: Math.max(2, Math.round(width * factor)),
    height: Math.max(2, Math.round(height * factor)),
  });
}

/** Ending of the proxy's file name. Sound becomes FLAC, which adds no silence at its ends as AAC and MP3 do. */
export function proxyEnding(probe: Probe): 'mp4' | 'webm' | 'png' | 'flac' {
  if (probe.kind === 'video') return probe.alpha ? 'webm' : 'mp4';
  return probe.kind === 'image' ? 'png' : 'flac';
}

/**
 * Writes what the viewer plays in place of a file it can't play: H.264 with the same number of frames at an even rate (VP9
 * where it may be seen through), a PNG, or FLAC.
 *
 * @throws AppError `input.file.unreadable`, `disk.*`, `output.unwritable`, `ffmpeg.failed`, `cancelled`
 */
export async function writeProxy(
  tool: FfmpegTool,
  probe: Probe,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await nodeVfs.makeFolder(dirname(out));
  } catch (error) {
    throw writeFailure(error, out);
  }
  if (probe.kind === 'video' && probe.alpha) {
    await writeClearFilm(tool, probe, out, signal);
  } else if (probe.kind === 'video') {
    const parts = [{ kind: 'source', source: probe, range: [0, probe.frames] }] as const;
    const size = proxySize(probe);
    await assembleTake(
      tool,
      { out, container: 'mp4', size, rate: probe.rate, lossless: false, parts },
      signal,
    );
  } else if (probe.kind === 'image') {
    await writeStill(tool, probe, out, signal);
  } else {
    const encode = ['-map', '0:a:0', '-ac', '2', '-c:a', 'flac', '-sample_fmt', 's16', '-f', 'flac'];
    await writeWith(tool, [...probedInput(probe), ...encode], probe, out, signal);
  }
}

/** Chromium shows opacity in VP9 alone, coded beside the picture. */
const clearVp9 =
  '-c:v libvpx-vp9 -pix_fmt yuva420p -deadline realtime -cpu-used 8 -crf 20 -b:v 0 -g 12 -auto-alt-ref 0'.split(
    ' ',
  );
const clearTags = '-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv'.split(' ');

async function writeClearFilm(
  tool: FfmpegTool,
  probe: VideoProbe,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  const { width, height } = proxySize(probe);
  const { before, filters } = shownFrames(probe, probe.rate, 0, probe.frames);
  const graph = [
    ...filters,
    ...orientationFilters(probe),
    ...toneFilters(probe, tool.filters),
    // Transparent pixels have a colour too, which must not bleed into their neighbours.
    'format=gbrap',
    ...premultiplied,
    `scale=${width}:${height}:flags=${scalerFlags}`,
    'format=gbrap',
    ...unpremultiplied,
    'scale=out_color_matrix=bt709:out_range=tv',
    'format=yuva420p',
    'setsar=1',
    ...evenly(probe.rate),
  ].join(',');
  const sound = probe.audio === undefined ? [] : ['-map', '0:a:0', '-ac', '2', '-c:a', 'libopus'];
  const picture = ['-filter_complex', `[0:v:0]${graph}[out]`, '-map', '[out]', ...clearVp9, ...clearTags];
  const args = [...probedInput(probe, before), ...picture, ...sound, '-f', 'webm'];
  await writeWith(tool, args, probe, out, signal);
}

async function writeStill(
  tool: FfmpegTool,
  probe: ImageProbe,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  const filters = pictureFilters(
    probe,
    { size: proxySize(probe), fit: 'cover', format: 'rgb24' },
    tool.filters,
  );
  const graph = `[0:v:0]${filters.join(',')}[out]`;
  const output = ['-map', '[out]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe'];
  const input = probedInput(probe);
  await writeWith(tool, [...input, '-filter_complex', graph, ...output], probe, out, signal);
}

async function writeWith(
  tool: FfmpegTool,
  args: readonly string[],
  { path }: Probe,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  const part = partPathFor(out);
  try {
    const failure = `“${shownName(path)}” could not be decoded.`;
    await runFfmpeg(tool, [...args, '-y', `file:${part}`], { failure }, signal);
  } catch (error) {
    await discardPart(nodeVfs, part);
    if (error instanceof AppError && error.code === 'ffmpeg.failed')
      throw new AppError('input.file.unreadable', error.message, { cause: error });
    throw error;
  }
  await commitPart(nodeVfs, part, out);
}
