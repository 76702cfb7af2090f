import { dirname } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { commitPart, discardPart } from '../files/atomic-write.ts';
import { shownName, writeFailure } from '../files/failures.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { partPathFor } from '../files/part-files.ts';
import { assembleTake } from '../media/assemble-take.ts';
import { evenSize } from '../media/coding.ts';
import { fileInput } from '../media/ffmpeg-input.ts';
import { runFfmpeg } from '../media/ffmpeg-process.ts';
import { pictureFilters } from '../media/picture-filters.ts';
import type { ImageProbe, Probe } from '../media/probe-types.ts';
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
export function proxyEnding(probe: Probe): 'mp4' | 'png' | 'flac' {
  return probe.kind === 'video' ? 'mp4' : probe.kind === 'image' ? 'png' : 'flac';
}

/**
 * Writes what the viewer plays in place of a file it can't play: H.264 with the same number of frames at an even rate, a
 * PNG, or FLAC.
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
  if (probe.kind === 'video') {
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
    await writeWith(tool, [...fileInput(probe.path, probe.demuxer), ...encode], probe, out, signal);
  }
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
  const input = fileInput(probe.path, probe.demuxer);
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
