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

/** Ending of the proxy's file name; sound that can't be played gets none. */
export function proxyEnding(probe: Probe): 'mp4' | 'png' | undefined {
  return probe.kind === 'video' ? 'mp4' : probe.kind === 'image' ? 'png' : undefined;
}

/**
 * Writes what the viewer plays in place of a file it can't play: H.264 with the same number of frames at an even rate, or a
 * PNG.
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
  }
}

async function writeStill(
  tool: FfmpegTool,
  probe: ImageProbe,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  const part = partPathFor(out);
  const filters = pictureFilters(
    probe,
    { size: proxySize(probe), fit: 'cover', format: 'rgb24' },
    tool.filters,
  );
  const graph = `[0:v:0]${filters.join(',')}[out]`;
  const output = ['-map', '[out]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe', '-y', `file:${part}`];
  try {
    const failure = `“${shownName(probe.path)}” could not be decoded.`;
    await runFfmpeg(
      tool,
      [...fileInput(probe.path, probe.demuxer), '-filter_complex', graph, ...output],
      { failure },
      signal,
    );
  } catch (error) {
    await discardPart(nodeVfs, part);
    if (error instanceof AppError && error.code === 'ffmpeg.failed')
      throw new AppError('input.file.unreadable', error.message, { cause: error });
    throw error;
  }
  await commitPart(nodeVfs, part, out);
}
