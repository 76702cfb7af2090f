import { stat } from 'node:fs/promises';
import { commitPart } from '../files/atomic-write.ts';
import { readFailure } from '../files/failures.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { codedPipe } from './ffmpeg-input.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { verifyFilm } from './verify-film.ts';
import { writeGif } from './write-gif.ts';
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
    await probeSequence(work, format.size, frames);
    const files = await nameSequence(work, frames);
    return { path: files[0] ?? work.out, files, frames, bytes: await bytesIn(files) };
  }
  const part = work.at(`finished.${container}`);
  if (container === 'gif') {
    const film = work.at('film.mov');
    await joinFilm(tool, work, format, parts.stretches, 'mov', film, undefined, signal);
    await writeGif(tool, { film, palette: work.at('palette.png'), rate: format.rate }, part, signal);
  } else {
    await joinFilm(tool, work, format, parts.stretches, container, part, parts.sound, signal);
  }
  await verifyFilm(part, { container, size: format.size, rate: format.rate }, frames);
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
