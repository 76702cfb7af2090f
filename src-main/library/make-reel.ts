import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { makeFolderInside } from '../files/inside.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { evenSize } from '../media/coding.ts';
import { probedInput } from '../media/ffmpeg-input.ts';
import { startFfmpeg } from '../media/ffmpeg-process.ts';
import { jpegsIn } from '../media/jpegs-in.ts';
import { pictureFilters } from '../media/picture-filters.ts';
import type { VideoProbe } from '../media/probe-types.ts';
import { probeMedia } from '../media/probe.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { hasIndex, shownFrames } from '../media/shown-frames.ts';
import { pathInProject } from '../projects/path-in-project.ts';
import { restoreProxy } from './ingest-file.ts';
import { mediaFile } from './media-file.ts';
import { reelFile, reelFolder, reelOf, reelRange } from './reel-file.ts';

/** About as large as the viewer. */
const longestEdge = 640;

function reelArguments(
  probe: VideoProbe,
  { before, filters }: { readonly before: readonly string[]; readonly filters: readonly string[] },
  tool: FfmpegTool,
): string[] {
  const factor = Math.min(1, longestEdge / Math.max(probe.width, probe.height));
  const size = evenSize({ width: probe.width * factor, height: probe.height * factor });
  const graph = [
    ...filters,
    ...pictureFilters(probe, { size, fit: 'cover', format: 'rgb24', scaler: 'area' }, tool.filters),
    // What a JPEG is read as everywhere.
    'scale=out_color_matrix=bt601:out_range=pc',
    'format=yuvj420p',
  ].join(',');
  const output = ['-map', '[out]', '-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2pipe', 'pipe:1'];
  return [...probedInput(probe, before), '-filter_complex', `[0:v:0]${graph}[out]`, ...output];
}

async function picturesOf(
  tool: FfmpegTool,
  args: readonly string[],
  name: string,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const failure = `“${name}” could not be decoded.`;
  const run = await startFfmpeg(tool, args, { failure, output: 'data', isBackground: true }, signal);
  const pieces: Uint8Array[] = [];
  for await (const piece of run.read()) pieces.push(piece);
  await run.done;
  return jpegsIn(Buffer.concat(pieces));
}

/**
 * Makes the reel that holds `frame`, from what the window plays, so that both count alike.
 *
 * @param probe of the file that is played, which has an even rate
 * @throws AppError `input.file.*`, `disk.*`, `output.unwritable`, `ffmpeg.failed`, `cancelled`
 */
export async function makeReel(
  tool: FfmpegTool,
  probe: VideoProbe,
  media: Pick<Media, 'sha256' | 'name'>,
  projectFolder: string,
  frame: number,
  signal: AbortSignal,
): Promise<void> {
  const folder = await makeFolderInside(nodeVfs, projectFolder, reelFolder.split('/'));
  const { first, count } = reelRange(probe.frames, frame);
  const shown = shownFrames(probe, probe.rate, first, count);
  let pictures = await picturesOf(tool, reelArguments(probe, shown, tool), media.name, signal);
  if (pictures.length !== count && hasIndex(probe)) {
    // The file's index misled it: decoded from the beginning, every picture is counted.
    const counted = { before: [], filters: [`trim=start_frame=${first}:end_frame=${first + count}`] };
    pictures = await picturesOf(tool, reelArguments(probe, counted, tool), media.name, signal);
  }
  if (pictures.length !== count) {
    throw new AppError('input.file.unreadable', `“${media.name}” could not be decoded.`, {
      cause: new Error(`${pictures.length} of ${count} pictures from ${first} on`),
    });
  }
  const name = reelFile(media, first).split('/').at(-1) ?? '';
  await writeFileAtomically(nodeVfs, join(folder, name), reelOf(pictures));
}

/** Makes reels of a library's films one by one. */
export type ReelMaker = (
  media: Media,
  projectFolder: string,
  frame: number,
  signal: AbortSignal,
) => Promise<void>;

/** Measuring a long film takes a while, and its reels are asked for one after another: the last one is remembered. */
export function createReelMaker(findTool: () => Promise<FfmpegTool>): ReelMaker {
  let last: VideoProbe | undefined;
  return async (media, projectFolder, frame, signal) => {
    if (media.proxy !== undefined && (await pathInProject(projectFolder, media.proxy)) === undefined)
      await restoreProxy(findTool, media, projectFolder, signal);
    const path = await mediaFile(projectFolder, { name: media.name, file: media.proxy ?? media.file });
    if (last?.path !== path) {
      const probe = await probeMedia(path, signal, findTool);
      if (probe.kind !== 'video') throw new AppError('input.file.format', `“${media.name}” is no film.`);
      last = probe;
    }
    await makeReel(await findTool(), last, media, projectFolder, frame, signal);
  };
}
