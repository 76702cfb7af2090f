import { stat } from 'node:fs/promises';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { rateText, sameRate } from '../../src-shared/time/rate.ts';
import { commitPart } from '../files/atomic-write.ts';
import { readFailure } from '../files/failures.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { codedPipe, fileInput } from './ffmpeg-input.ts';
import { runFfmpeg, startFfmpeg } from './ffmpeg-process.ts';
import { probeMedia } from './probe.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { joinedBytes, joinedIvf } from './joined-bytes.ts';
import { nameSequence, probeSequence } from './png-sequence.ts';
import { stretchFile } from './stretch.ts';
import type { TakeFormat } from './stretch.ts';
import { soundGraph } from './take-sound.ts';
import type { TakeSound } from './take-sound.ts';
import type { WorkFolder } from './work-folder.ts';

/** A finished output. */
export interface WrittenTake {
  /** The file; of a numbered sequence, its first picture. */
  readonly path: string;
  /** Every file there is, in order; one but for a sequence. */
  readonly files: readonly string[];
  readonly frames: number;
  readonly bytes: number;
}

/** Film containers that ffmpeg itself writes from joined stretches. */
const muxing = {
  mp4: ['-movflags', '+faststart', '-f', 'mp4'],
  mov: ['-movflags', '+faststart', '-f', 'mov'],
  webm: ['-f', 'webm'],
} as const;

/** Joins coded stretches into one film without coding a picture again. */
async function joinFilm(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  stretches: number,
  container: keyof typeof muxing,
  target: string,
  sound: TakeSound | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { coding, rate } = format;
  if (coding.stretch === 'png') throw new Error('Pictures are not joined');
  const files = Array.from({ length: stretches }, (_, index) => stretchFile(work, coding, index));
  // Times follow from the order of the pictures: an elementary stream has none, and across a join they would start over.
  // The track keeps the demuxer's clock of 1,200,000 ticks a second, in which every film rate is a whole number.
  const tick = `N*${rate.den}/(${rate.num}*TB)`;
  const hear = sound === undefined ? undefined : soundGraph(sound, container);
  const args = [
    ...codedPipe(coding.stretch, rate),
    ...(hear?.inputs ?? []),
    ...(hear === undefined ? [] : ['-filter_complex', hear.graph]),
    '-map',
    '0:v:0',
    '-c:v',
    'copy',
    ...(coding.stretch === 'h264' ? ['-bsf:v', `setts=pts=${tick}:dts=${tick}`] : []),
    ...(hear === undefined ? [] : ['-map', '[sound]', ...hear.encode]),
    '-map_metadata',
    '-1',
    ...muxing[container],
    '-y',
    `file:${target}`,
  ];
  const run = await startFfmpeg(
    tool,
    args,
    { failure: 'The film could not be put together.', input: 'data' },
    signal,
  );
  try {
    const bytes = coding.stretch === 'ivf' ? joinedIvf(files, rate) : joinedBytes(files);
    for await (const piece of bytes) await run.write(piece);
    run.endInput();
  } catch (error) {
    run.stop(error instanceof Error ? error : new Error(String(error)));
  }
  await run.done;
}

/** One palette for the whole film, then ordered dither, which stands still where the picture does. */
async function writeGif(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  film: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const failure = 'The GIF could not be written.';
  const palette = work.at('palette.png');
  const paletteArgs = ['-filter_complex', '[0:v:0]palettegen=stats_mode=full[out]', '-map', '[out]'];
  await runFfmpeg(
    tool,
    [
      ...fileInput(film, 'mov'),
      ...paletteArgs,
      '-frames:v',
      '1',
      '-c:v',
      'png',
      '-f',
      'image2pipe',
      '-y',
      `file:${palette}`,
    ],
    { failure },
    signal,
  );
  const graph = `[0:v:0][1:v:0]paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle[out]`;
  const output = [
    '-map',
    '[out]',
    '-r',
    rateText(format.rate),
    '-loop',
    '0',
    '-f',
    'gif',
    '-y',
    `file:${target}`,
  ];
  await runFfmpeg(
    tool,
    [...fileInput(film, 'mov'), ...fileInput(palette, 'png_pipe'), '-filter_complex', graph, ...output],
    { failure },
    signal,
  );
}

/** Measures a finished part file; what does not have exactly the frames asked for never gets its name. */
async function verify(part: string, format: TakeFormat, frames: number): Promise<void> {
  const probe = await probeMedia(part);
  const found = probe.kind === 'video' ? probe.frames : probe.kind === 'image' ? 1 : 0;
  const rateIsRight = probe.kind !== 'video' || frames === 1 || sameRate(probe.rate, format.rate);
  // A GIF's clock ticks in hundredths, so its rate can be told only roughly.
  const rateIsExact = rateIsRight || format.coding.container === 'gif';
  const sizeIsRight =
    probe.kind !== 'audio' && probe.width === format.size.width && probe.height === format.size.height;
  if (found === frames && rateIsExact && sizeIsRight) return;
  const said = probe.kind === 'audio' ? 'sound' : `${probe.width}x${probe.height}`;
  throw new AppError('ffmpeg.failed', 'The film that was written does not have the frames it should have.', {
    cause: new Error(
      `${found} frames of ${said} at ${probe.kind === 'video' ? rateText(probe.rate) : '-'}, ` +
        `not ${frames} of ${format.size.width}x${format.size.height} at ${rateText(format.rate)}`,
    ),
  });
}

/**
 * Makes the finished output from coded stretches: join, check, rename. Until the rename there is nothing under the output's
 * name, and after an error there is still what was there before.
 *
 * @param frames number of frames all stretches have together.
 * @throws AppError `ffmpeg.failed`, `disk.full`, `output.unwritable`, `disk.failed`, `cancelled`.
 */
export async function finishTake(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  parts: { readonly stretches: number; readonly frames: number; readonly sound?: TakeSound | undefined },
  signal: AbortSignal,
): Promise<WrittenTake> {
  const { container } = format.coding;
  const { frames } = parts;
  if (container === 'png') {
    await probeSequence(work, format, frames);
    const files = await nameSequence(work, frames);
    return { path: files[0] ?? work.out, files, frames, bytes: await bytesIn(files) };
  }
  const part = work.at(`finished.${container}`);
  if (container === 'gif') {
    const film = work.at('film.mov');
    await joinFilm(tool, work, format, parts.stretches, 'mov', film, undefined, signal);
    await writeGif(tool, work, format, film, part, signal);
  } else {
    await joinFilm(tool, work, format, parts.stretches, container, part, parts.sound, signal);
  }
  await verify(part, format, frames);
  await commitPart(nodeVfs, part, work.out);
  return { path: work.out, files: [work.out], frames, bytes: await bytesIn([work.out]) };
}

async function bytesIn(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    try {
      bytes += (await stat(file)).size;
    } catch (error) {
      throw readFailure(error, file);
    }
  }
  return bytes;
}
