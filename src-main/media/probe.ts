import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { readFailure, shownName } from '../files/failures.ts';
import { requireFile } from '../files/require-file.ts';
import { readGifHeader } from './gif-header.ts';
import { detectRate } from './frame-rate.ts';
import { readImageHeader } from './image-header.ts';
import type { ReadAt } from './image-header.ts';
import { imageIsWhole } from './image-whole.ts';
import { mediaLimits } from './limits.ts';
import { checkPictureSize } from './picture-limit.ts';
import { probeByFfmpeg } from './probe-by-ffmpeg.ts';
import type { ImageProbe, Probe, ProbedFile, VideoProbe } from './probe-types.ts';
import type { FindFfmpeg } from './resolve-ffmpeg.ts';
import { sniffFormat } from './sniff.ts';
import type { SniffedFormat } from './sniff.ts';

function readerOf(handle: FileHandle): ReadAt {
  return async (position, length) => {
    const target = new Uint8Array(Math.min(length, 1024 * 1024));
    const { bytesRead } = await handle.read(target, 0, target.length, position);
    return target.subarray(0, bytesRead);
  };
}

async function probeImage(file: ProbedFile, read: ReadAt): Promise<ImageProbe> {
  const name = shownName(file.path);
  const header = await readImageHeader(file.format, read);
  if (header === undefined)
    throw new AppError('input.file.unreadable', `“${name}” is damaged: its header can't be read.`);
  checkPictureSize(file.path, header.width, header.height);
  if (file.bytes > mediaLimits.imageBytes)
    throw new AppError('input.file.tooLarge', `“${name}” is too large for a picture.`);
  if (!(await imageIsWhole(file.format, read, file.bytes)))
    throw new AppError('input.file.unreadable', `“${name}” is cut off: the end of the picture is missing.`, {
      hint: 'Copy or export the picture again.',
    });
  const sideways = header.rotation === 90 || header.rotation === 270;
  return {
    ...file,
    kind: 'image',
    width: sideways ? header.height : header.width,
    height: sideways ? header.width : header.height,
    codedWidth: header.width,
    codedHeight: header.height,
    rotation: header.rotation,
    mirrored: header.mirrored,
  };
}

async function probeGif(file: ProbedFile, read: ReadAt): Promise<VideoProbe | ImageProbe> {
  const name = shownName(file.path);
  const header = await readGifHeader(read, mediaLimits.frames);
  if (header === undefined || header.width === 0 || header.height === 0)
    throw new AppError('input.file.unreadable', `“${name}” is damaged: its header can't be read.`);
  checkPictureSize(file.path, header.width, header.height);
  const count = header.times.length - 1;
  if (count === 0)
    throw new AppError('input.file.unreadable', `“${name}” is cut off: it has no whole picture.`);
  const size = {
    width: header.width,
    height: header.height,
    codedWidth: header.width,
    codedHeight: header.height,
    rotation: 0,
    mirrored: false,
  } as const;
  if (count === 1) return { ...file, ...size, kind: 'image' };
  const times = Float64Array.from(header.times.slice(0, -1), (time) => time / 100);
  const end = (header.times[count] ?? 0) / 100;
  const { rate, variable } = detectRate(times, 100, end - (times[count - 1] ?? 0));
  return {
    ...file,
    ...size,
    kind: 'video',
    codec: 'gif',
    codecParameters: undefined,
    rate,
    variableRate: variable,
    frames: frames(variable ? Math.max(1, Math.round((end * rate.num) / rate.den)) : count),
    times,
    seconds: variable ? end : (count * rate.den) / rate.num,
    colour: { matrix: undefined, highDynamicRange: false },
    alpha: !header.opaque,
    audio: undefined,
  };
}

/** What a file is, before anything is measured. */
export type RecognisedFile = ProbedFile & Pick<SniffedFormat, 'byFfmpeg'>;

async function withRecognised<Result>(
  path: string,
  use: (file: RecognisedFile, handle: FileHandle, read: ReadAt) => Promise<Result>,
): Promise<Result> {
  const absolute = resolve(path);
  await requireFile(absolute);
  let handle: FileHandle;
  try {
    handle = await open(absolute, 'r');
  } catch (error) {
    throw readFailure(error, absolute);
  }
  try {
    const found = await handle.stat();
    const read = readerOf(handle);
    const sniffed = sniffFormat(await read(0, mediaLimits.sniffBytes));
    if ('reason' in sniffed)
      throw new AppError('input.file.format', `“${shownName(absolute)}” ${sniffed.reason}.`, {
        hint: 'Supported are the usual films, pictures and sounds: MP4, MOV, WebM, MKV, AVI, PNG, JPEG, WAV, MP3 and more.',
      });
    return await use({ ...sniffed, path: absolute, bytes: found.size }, handle, read);
  } catch (error) {
    // A disk that fails under the read.
    if (error instanceof Error && 'syscall' in error) throw readFailure(error, absolute);
    throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Recognises a file by its contents.
 *
 * @throws AppError `input.file.missing`, `input.file.unreadable`, `input.file.format`, each naming the file
 */
export function recogniseMedia(path: string): Promise<RecognisedFile> {
  return withRecognised(path, async (file) => file);
}

/**
 * Recognises a file by its contents and measures it: size, turn, exact rate, exact number of frames, sound. The usual
 * formats are read from their tables without decoding a picture; for the others, ffmpeg decodes them once.
 *
 * @param find without it, formats that only ffmpeg reads are refused
 * @throws AppError `input.file.missing`, `input.file.unreadable`, `input.file.format` or `input.file.tooLarge`, each naming
 * the file; `cancelled`.
 */
export async function probeMedia(
  path: string,
  signal: AbortSignal = new AbortController().signal,
  find?: FindFfmpeg,
): Promise<Probe> {
  return withRecognised(path, async (recognised, handle, read) => {
    const { byFfmpeg, ...file } = recognised;
    if (byFfmpeg === true) {
      if (find === undefined)
        throw new AppError('input.file.format', `“${shownName(file.path)}” can’t be used here.`, {
          hint: 'Import it into a project instead.',
        });
      return await probeByFfmpeg(await find(), file, signal);
    }
    if (file.kind === 'image') return await probeImage(file, read);
    if (file.format === 'gif') return await probeGif(file, read);
    // The reader of containers is by far the largest library of this process, and no start needs it.
    const { probeTracks } = await import('./probe-tracks.ts');
    return await probeTracks(file, handle, signal, find);
  });
}

/** As `probeMedia`, for a caller that can only use moving pictures. */
export async function probeVideo(path: string, signal?: AbortSignal, find?: FindFfmpeg): Promise<VideoProbe> {
  const probe = await probeMedia(path, signal, find);
  if (probe.kind === 'video') return probe;
  throw new AppError('input.file.format', `“${shownName(path)}” is no film.`, {
    hint: 'Choose an MP4, MOV, WebM, MKV or GIF file.',
  });
}
