import { open, readFile } from 'node:fs/promises';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { readFailure, shownName } from '../files/failures.ts';
import { codedPipe } from './ffmpeg-input.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { heicPicture, type HeicPicture } from './heic-picture.ts';
import { mediaLimits } from './limits.ts';
import { checkPictureSize } from './picture-limit.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { isHeic } from './sniff.ts';

/** Whether a file is a HEIC picture, by its first bytes. */
export async function isHeicFile(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
      return isHeic(buffer.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readFailure(error, path);
  }
}

const turns: Readonly<Record<HeicPicture['turns'][number], string>> = {
  left: 'transpose=cclock',
  right: 'transpose=clock',
  over: 'hflip,vflip',
  mirror: 'hflip',
  flip: 'vflip',
};

/** Names of matrices (ISO/IEC 23091-2) as ffmpeg's scaler knows them; any other is left to what the stream says. */
const matrices: Readonly<Record<number, string>> = { 1: 'bt709', 5: 'bt470bg', 6: 'smpte170m', 9: 'bt2020' };

function graphOf({ columns, rows, left, top, width, height, turns: wanted, colour }: HeicPicture): string {
  const matrix = colour === undefined ? undefined : matrices[colour.matrix];
  const meant = [
    ...(matrix === undefined ? [] : [`in_color_matrix=${matrix}`]),
    ...(colour === undefined ? [] : [`in_range=${colour.isFull ? 'pc' : 'tv'}`]),
  ];
  return [
    ...(columns * rows > 1 ? [`tile=${columns}x${rows}`] : []),
    // With full chroma first: a picture may end in the middle of a pair.
    `scale=${[...meant, 'flags=accurate_rnd+full_chroma_int+full_chroma_inp'].join(':')}`,
    'format=gbrp',
    `crop=${width}:${height}:${left}:${top}`,
    ...wanted.map((turn) => turns[turn]),
    'format=rgb24',
  ].join(',');
}

/**
 * Writes the main picture of a HEIC file as a PNG: no ffmpeg that is about puts its tiles together by itself, and no window
 * shows it. The tiles are taken out here, and ffmpeg decodes them as one stream. Depth, thumbnails and moving parts are left
 * behind.
 *
 * @throws AppError `input.file.unreadable`, `input.file.tooLarge`, `disk.*`, `ffmpeg.failed`, `cancelled`
 */
export async function heicToPng(
  tool: FfmpegTool,
  path: string,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  const name = shownName(path);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw readFailure(error, path);
  });
  if (bytes.length > mediaLimits.imageBytes)
    throw new AppError('input.file.tooLarge', `“${name}” is too large for a picture.`);
  const picture = heicPicture(bytes);
  if (picture === undefined)
    throw new AppError(
      'input.file.unreadable',
      `“${name}” is damaged, or no HEIC picture of the usual kind.`,
      {
        hint: 'Save it as JPEG or PNG and import that.',
      },
    );
  checkPictureSize(path, picture.width, picture.height);
  const output = ['-map', '[out]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe', '-y', `file:${out}`];
  // A tile may be larger than the file says: all of them together are held to what two pictures may have.
  const mostPixels = Math.ceil((2 * mediaLimits.pixels) / (picture.columns * picture.rows));
  const args = [
    ...codedPipe('hevc', { num: 25, den: 1 }, Math.min(mediaLimits.pixels, mostPixels)),
    '-filter_complex',
    `[0:v:0]${graphOf(picture)}[out]`,
  ];
  const run = await startFfmpeg(
    tool,
    [...args, ...output],
    { failure: `“${name}” could not be decoded.`, input: 'data' },
    signal,
  );
  // Where it gives up early, `done` says why.
  await run.write(picture.stream).catch(() => undefined);
  run.endInput();
  try {
    await run.done;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'ffmpeg.failed') throw error;
    throw new AppError('input.file.unreadable', error.message, {
      hint: 'Copy the picture again.',
      cause: error,
    });
  }
}
