import { AppError } from '../../src-shared/errors/app-error.ts';
import { frames } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { canDrop, frameOfTimecode, nominalRate } from '../../src-shared/time/timecode.ts';
import { shownName } from '../files/failures.ts';
import { fileInput } from './ffmpeg-input.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { readFirstPicture } from './first-picture.ts';
import { detectRate } from './frame-rate.ts';
import { mediaLimits } from './limits.ts';
import { checkPictureSize } from './picture-limit.ts';
import type { AudioInfo, AudioProbe, ImageProbe, Probe, ProbedFile, VideoProbe } from './probe-types.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import type { StartTimecode } from './start-timecode.ts';

const upright = { rotation: 0, mirrored: false } as const;

function unreadable({ path }: ProbedFile, cause?: unknown): AppError {
  return new AppError('input.file.unreadable', `“${shownName(path)}” could not be decoded.`, {
    hint: 'Copy or export the file again.',
    cause,
  });
}

/** One line after another of what an ffmpeg writes to its standard output. */
async function* linesOf(
  tool: FfmpegTool,
  file: ProbedFile,
  output: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const failure = `“${shownName(file.path)}” could not be decoded.`;
  const args = [...fileInput(file.path, file.demuxer, ['-fflags', '+genpts']), ...output, 'pipe:1'];
  const run = await startFfmpeg(tool, args, { failure, output: 'data' }, signal);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of run.read()) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  await run.done;
}

interface Stream {
  kind: string;
  codec: string;
  /** Length of one tick, in seconds. */
  tick: number;
  sampleRate: number;
  channels: number;
  /** Ticks at which packets begin, in the order they come. */
  begins: number[];
  lastLength: number;
}

/**
 * What is in a file, by ffmpeg's own list of its packets (muxer `framecrc`). Pictures are decoded, because what a decoder
 * leaves out at the head of a broadcast nobody shall count; sound is only looked through.
 */
async function streamsOf(
  tool: FfmpegTool,
  file: ProbedFile,
  codecs: readonly string[],
  signal: AbortSignal,
): Promise<Stream[]> {
  const streams: Stream[] = [];
  const streamAt = (index: number): Stream =>
    (streams[index] ??= {
      kind: '',
      codec: '',
      tick: 0,
      sampleRate: 0,
      channels: 0,
      begins: [],
      lastLength: 0,
    });
  for await (const line of linesOf(tool, file, [...codecs, '-f', 'framecrc'], signal)) {
    const about = /^#(\w+) (\d): (.+)$/.exec(line);
    if (about !== null) {
      const [, name, index, value = ''] = about;
      const stream = streamAt(Number(index));
      if (name === 'media_type') stream.kind = value;
      if (name === 'codec_id') stream.codec = value;
      if (name === 'sample_rate') stream.sampleRate = Number(value);
      if (name === 'channel_layout_name') stream.channels = channelsOf(value);
      const [num = 0, den = 1] = name === 'tb' ? value.split('/').map(Number) : [];
      if (name === 'tb') stream.tick = num / den;
      continue;
    }
    const packet = /^(\d), +-?\d+, +(-?\d+), +(\d+),/.exec(line);
    if (packet === null) continue;
    const stream = streamAt(Number(packet[1]));
    stream.begins.push(Number(packet[2]));
    stream.lastLength = Number(packet[3]);
    if (stream.begins.length > mediaLimits.frames)
      throw new AppError('input.file.tooLarge', `“${shownName(file.path)}” has too many frames.`);
  }
  return streams;
}

function channelsOf(layout: string): number {
  const named: Readonly<Record<string, number>> = { mono: 1, stereo: 2, '5.1': 6, '7.1': 8 };
  const [, count] = /^(\d+) channels/.exec(layout) ?? [];
  return named[layout.replace(/\(.*$/, '')] ?? Number(count ?? 2);
}

function soundOf(streams: readonly Stream[]): AudioInfo | undefined {
  const heard = streams.find(({ kind }) => kind === 'audio');
  const last = heard?.begins.at(-1);
  if (heard === undefined || last === undefined || heard.sampleRate < 1) return undefined;
  const { codec, channels, sampleRate, tick, lastLength } = heard;
  return { codec, channels, sampleRate, seconds: (last + lastLength) * tick };
}

/** The clock that a container's metadata name (`timecode`), as MXF and Matroska do. */
async function clockOf(
  tool: FfmpegTool,
  file: ProbedFile,
  rate: Rate,
  signal: AbortSignal,
): Promise<StartTimecode | undefined> {
  let text: string | undefined;
  const output = ['-map', '0:v:0', '-c', 'copy', '-f', 'ffmetadata'];
  for await (const line of linesOf(tool, file, output, signal))
    text ??= /^timecode=(\d{1,2}:\d{2}:\d{2}[:;]\d{2,3})$/i.exec(line.replaceAll('\\', ''))?.[1];
  if (text === undefined) return undefined;
  const drop = text.includes(';') && canDrop(rate);
  const frame = frameOfTimecode(text, { rate, drop });
  return frame === undefined ? undefined : { frame, base: nominalRate(rate), dropFrame: drop };
}

function checkSeconds(file: ProbedFile, seconds: number): void {
  if (seconds > mediaLimits.seconds)
    throw new AppError(
      'input.file.tooLarge',
      `“${shownName(file.path)}” is longer than ${mediaLimits.seconds / 3600} hours.`,
    );
}

async function still(tool: FfmpegTool, file: ProbedFile, signal: AbortSignal): Promise<ImageProbe> {
  if (file.bytes > mediaLimits.imageBytes)
    throw new AppError('input.file.tooLarge', `“${shownName(file.path)}” is too large for a picture.`);
  const first = await readFirstPicture(tool, file, signal);
  if (first === undefined) throw unreadable(file);
  const { width, height } = first;
  checkPictureSize(file.path, width, height);
  return { ...file, kind: 'image', width, height, codedWidth: width, codedHeight: height, ...upright };
}

async function film(
  tool: FfmpegTool,
  file: ProbedFile,
  streams: readonly Stream[],
  pictures: Stream,
  codec: string,
  signal: AbortSignal,
): Promise<VideoProbe> {
  const first = await readFirstPicture(tool, file, signal);
  if (first === undefined || pictures.begins.length === 0) throw unreadable(file);
  checkPictureSize(file.path, first.width, first.height);
  const times = Float64Array.from(pictures.begins, (begin) => begin * pictures.tick).sort();
  const lastDuration = pictures.lastLength * pictures.tick;
  const { rate, variable } = detectRate(times, 1 / pictures.tick, lastDuration);
  const length = rate.den / rate.num;
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0) + (lastDuration > 0 ? lastDuration : length);
  const seconds = variable ? span : times.length * length;
  checkSeconds(file, seconds);
  const timecode = await clockOf(tool, file, rate, signal);
  return {
    ...file,
    ...upright,
    kind: 'video',
    width: Math.round(first.width * first.pixelAspect),
    height: first.height,
    codedWidth: first.width,
    codedHeight: first.height,
    codec,
    codecParameters: undefined,
    rate,
    variableRate: variable,
    frames: frames(variable ? Math.max(1, Math.round(seconds / length)) : times.length),
    times,
    seconds,
    colour: first.colour,
    alpha: first.alpha,
    audio: soundOf(streams),
    ...(timecode === undefined ? {} : { timecode }),
  };
}

/**
 * Seconds: whole numbers of it are a tick of MPEG's clock, a millisecond and a frame of every rate of film. Said outright,
 * because "that of the input" is spelt in another way since ffmpeg 6.1.
 */
const finestTick = '1/3600000';

/**
 * Measures a file that only ffmpeg reads for us, by decoding it once: exact frames, in time proportional to its length.
 *
 * @throws AppError `input.file.unreadable`, `input.file.tooLarge`, `cancelled`
 */
export async function probeByFfmpeg(tool: FfmpegTool, file: ProbedFile, signal: AbortSignal): Promise<Probe> {
  try {
    if (file.kind === 'image') return await still(tool, file, signal);
    // Capital V: a cover picture is no film.
    const both = ['-map', '0:V:0?', '-map', '0:a:0?', '-c:a', 'copy'];
    const heads = await streamsOf(tool, file, [...both, '-c:v', 'copy', '-t', '0.5'], signal);
    const head = heads.find(({ kind }) => kind === 'video');
    if (head === undefined) return await sound(tool, file, signal);
    const raw = ['-c:v', 'rawvideo', '-fps_mode', 'passthrough', '-enc_time_base:v', finestTick];
    const streams = await streamsOf(tool, file, [...both, ...raw], signal);
    const pictures = streams.find(({ kind }) => kind === 'video');
    if (pictures === undefined) throw unreadable(file);
    return await film(tool, file, streams, pictures, head.codec, signal);
  } catch (error) {
    if (error instanceof AppError && error.code === 'ffmpeg.failed') throw unreadable(file, error);
    throw error;
  }
}

async function sound(tool: FfmpegTool, file: ProbedFile, signal: AbortSignal): Promise<AudioProbe> {
  const audio = soundOf(await streamsOf(tool, file, ['-map', '0:a:0', '-c:a', 'copy'], signal));
  if (audio === undefined || !(audio.seconds > 0))
    throw new AppError('input.file.unreadable', `“${shownName(file.path)}” has no frames and no sound.`);
  checkSeconds(file, audio.seconds);
  return { ...file, kind: 'audio', audio };
}
