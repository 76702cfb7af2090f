import { AppError, cancelledError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { shownName } from '../files/failures.ts';
import { codingOf } from './coding.ts';
import type { Container } from './coding.ts';
import { copySourceStretch } from './copy-stretch.ts';
import { finishTake } from './join-stretches.ts';
import type { WrittenTake } from './join-stretches.ts';
import { matrixOf } from './picture-filters.ts';
import type { FfmpegProcess } from './ffmpeg-process.ts';
import type { FilmMatrix, Fit } from './picture-filters.ts';
import { probeMedia } from './probe.ts';
import type { Probe } from './probe-types.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { framesAt } from './shown-frames.ts';
import { codeSourceStretch, codeStillStretch, startGeneratedStretch, startWovenStretch } from './stretch.ts';
import type { Rectangle, TakeFormat } from './stretch.ts';
import { sampleRate } from './take-sound.ts';
import type { TakeSound } from './take-sound.ts';
import { openWorkFolder } from './work-folder.ts';
import type { WorkFolder } from './work-folder.ts';

/** Frames of a file of the person's own: copied into the take, never made again. */
export interface SourcePart {
  readonly kind: 'source';
  /** A path, or what `probeMedia` said of it. */
  readonly source: string | Probe;
  /** [first, count], counted at the take's rate from the file's beginning. */
  readonly range: readonly [number, number];
  /** How it is laid into the take's frame where the sizes differ; `cover` where absent. */
  readonly fit?: Fit | undefined;
}

/** One picture of a file of the person's own, held. */
export interface StillPart {
  readonly kind: 'still';
  readonly source: string | Probe;
  /** Counted at the file's own rate; 0 of a still image. */
  readonly frame: number;
  readonly count: number;
  readonly fit?: Fit | undefined;
}

interface MadeFrames {
  /** Size of the frames that come. */
  readonly size: Size;
  readonly visible?: Rectangle | undefined;
  /** RGB24 frames in order; each stands for `repeat` frames of the take. Read once, as fast as they can be written. */
  readonly frames: AsyncIterable<{ readonly rgb: Uint8Array; readonly repeat: number }>;
  /** What is done to them at the take's size, as filters of ffmpeg. */
  readonly finish?: readonly string[] | undefined;
}

/** Frames the model made. */
export interface GeneratedPart extends MadeFrames {
  readonly kind: 'generated';
  /** How many frames of the take they fill; anything else is an error. */
  readonly count: number;
}

/** Pictures of a film with made ones between: every `every`-th frame of the part is the film's, the first among them. */
export interface WovenPart extends MadeFrames {
  readonly kind: 'woven';
  readonly source: string | Probe;
  /** The film's first picture and how far apart those shown are, in frames of its own rate. */
  readonly first: number;
  readonly step: number;
  readonly every: number;
  /** Frames of the take, the film's own included. */
  readonly count: number;
  readonly fit?: Fit | undefined;
}

export type TakePart = SourcePart | StillPart | GeneratedPart | WovenPart;

/** Sound for the whole take where its parts bring none, in seconds of the file. */
export interface WholeSound {
  readonly probe: Probe;
  readonly from: number;
  readonly length: number;
}

export interface AssembleOptions {
  readonly out: string;
  readonly container: Container;
  readonly size: Size;
  readonly rate: Rate;
  readonly lossless: boolean;
  /** In the order of time: source then generated extends forward, the other way round backward, both sides bridge. */
  readonly parts: readonly TakePart[];
  /** Instead of what the parts bring. */
  readonly sound?: WholeSound | undefined;
}

export interface AssembledTake extends WrittenTake {
  /** [first, count] of each part in the take. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** Hands frames to ffmpeg as they come; it is started with the first of them, because it would only wait before. */
async function feed(
  part: GeneratedPart | WovenPart,
  start: () => Promise<FfmpegProcess>,
  announced: number,
  signal: AbortSignal,
): Promise<void> {
  const iterator = part.frames[Symbol.asyncIterator]();
  const stopped = new Promise<never>((_, reject) => {
    const onAbort = () => reject(cancelledError());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  stopped.catch(() => undefined);
  let next: IteratorResult<{ readonly rgb: Uint8Array; readonly repeat: number }>;
  let run: FfmpegProcess;
  try {
    next = await Promise.race([iterator.next(), stopped]);
    run = await start();
  } catch (error) {
    iterator.return?.().catch(() => undefined);
    throw error;
  }
  // A producer that waits for something must not keep us when ffmpeg has ended.
  const ended = run.done.then(() => {
    throw new Error('ffmpeg took no more frames');
  });
  let written = 0;
  try {
    while (next.done !== true) {
      const { rgb, repeat } = next.value;
      for (let time = 0; time < repeat; time += 1) await run.write(rgb);
      written += repeat;
      next = await Promise.race([iterator.next(), ended]);
    }
    if (written !== announced) throw new Error(`${written} frames came where ${announced} were announced`);
    run.endInput();
  } catch (error) {
    run.stop(error instanceof Error ? error : new Error(String(error)));
    // Tells the producer that nobody reads on; what it does about it is its own affair.
    iterator.return?.().catch(() => undefined);
  }
  ended.catch(() => undefined);
  await run.done;
}

function lengthOf(part: TakePart): number {
  return part.kind === 'source' ? part.range[1] : part.count;
}

/** Where each part begins and how long it is. */
function rangesOf(parts: readonly TakePart[]): [number, number][] {
  let first = 0;
  return parts.map((part) => {
    const count = lengthOf(part);
    const range: [number, number] = [first, count];
    first += count;
    return range;
  });
}

function soundOf(
  { parts, rate, sound }: AssembleOptions,
  probes: readonly (Probe | undefined)[],
  ranges: readonly (readonly [number, number])[],
): TakeSound | undefined {
  const seconds = (frames: number) => (frames * rate.den) / rate.num;
  const total = seconds(ranges.reduce((sum, [, count]) => sum + count, 0));
  const whole = sound === undefined ? undefined : { ...sound, at: 0 };
  const pieces = (
    whole === undefined
      ? parts.flatMap((part, index) => {
          const probe = probes[index];
          if (part.kind !== 'source' || probe === undefined) return [];
          const [first, count] = part.range;
          return [
            { probe, from: seconds(first), at: seconds(ranges[index]?.[0] ?? 0), length: seconds(count) },
          ];
        })
      : [whole]
  ).filter(({ probe }) => probe.kind === 'video' && probe.audio !== undefined);
  if (pieces.length === 0) return undefined;
  return { samples: Math.round(total * sampleRate), pieces };
}

/**
 * The matrix of the person's own footage, so that its pictures are not converted at all; BT.709 where there is none or
 * they differ.
 */
function matrixFor(probes: readonly (Probe | undefined)[]): FilmMatrix {
  const found = new Set<FilmMatrix>();
  for (const probe of probes) {
    if (probe?.kind === 'video') found.add(matrixOf(probe) ?? 'bt709');
  }
  return found.size === 1 && found.has('smpte170m') ? 'smpte170m' : 'bt709';
}

/**
 * Puts a take together from frames of the person's own and frames the model made. Every part is coded by itself and the
 * coded parts are joined untouched, so the person's frames are exactly what conforming their file alone would give, whatever
 * stands beside them; with `lossless` they are the file's decoded pictures bit for bit. Frames of another take are copied as
 * they are coded. Sound of the sources is kept at its
 * place, with silence elsewhere (MP4, MOV and WebM).
 *
 * @throws AppError `input.file.*`, `input.clip.tooShort`, `output.*`, `input.size`, `disk.*`, `ffmpeg.failed`, `cancelled`;
 * nothing is left then.
 */
export async function assembleTake(
  tool: FfmpegTool,
  options: AssembleOptions,
  signal: AbortSignal,
): Promise<AssembledTake> {
  const { container, size, rate, lossless } = options;
  const ranges = rangesOf(options.parts);
  const frames = ranges.reduce((sum, [, count]) => sum + count, 0);
  const probes = await Promise.all(
    options.parts.map(async (part) => {
      if (part.kind === 'generated') return undefined;
      return typeof part.source === 'string'
        ? probeMedia(part.source, signal, async () => tool)
        : part.source;
    }),
  );
  const format = { coding: codingOf(container, size, rate, lossless, matrixFor(probes)), size, rate };
  const work = await openWorkFolder(options.out);
  // One part that fails ends the others.
  const all = new AbortController();
  const onAbort = () => all.abort();
  if (signal.aborted) all.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  let failure: unknown;
  const guard = async (task: () => Promise<void>) => {
    try {
      if (failure === undefined) await task();
    } catch (error) {
      failure ??= error;
      all.abort();
    }
  };
  // Frames that are made come one part after another; each waits for its first before it starts ffmpeg. The person's own
  // footage is coded meanwhile, one file at a time: a shot with twenty keyframes would start twenty ffmpegs at once.
  const own: (() => Promise<void>)[] = [];
  const made: (() => Promise<void>)[] = [];
  for (const [index, part] of options.parts.entries()) {
    const task = () =>
      codePart(
        tool,
        work,
        format,
        part,
        { index, firstFrame: ranges[index]?.[0] ?? 0 },
        probes[index],
        all.signal,
      );
    (part.kind === 'source' || part.kind === 'still' ? own : made).push(task);
  }
  const inTurn = async () => {
    for (const task of own) await guard(task);
  };
  try {
    await Promise.all([inTurn(), ...made.map((task) => guard(task))]);
    if (signal.aborted) throw cancelledError();
    if (failure !== undefined) throw failure;
    const sound = soundOf(options, probes, ranges);
    const parts = { stretches: options.parts.length, frames, sound };
    const written = await finishTake(tool, work, format, parts, signal);
    return { ...written, ranges };
  } finally {
    signal.removeEventListener('abort', onAbort);
    await work.remove();
  }
}

/** Codes one part as a stretch of its own. */
async function codePart(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  part: TakePart,
  place: { readonly index: number; readonly firstFrame: number },
  probe: Probe | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (part.kind === 'generated') {
    const stretch = { ...place, frame: part.size, visible: part.visible, finish: part.finish };
    return feed(part, () => startGeneratedStretch(tool, work, format, stretch, signal), part.count, signal);
  }
  if (probe === undefined || probe.kind === 'audio')
    throw new AppError('input.file.format', noPictures(part));
  const fit = part.fit ?? 'cover';
  if (part.kind === 'still') {
    const { frame, count } = part;
    return codeStillStretch(tool, work, format, { ...place, probe, frame, count, fit }, signal);
  }
  if (part.kind === 'woven') {
    const { first, step, every, count, visible, finish } = part;
    const shown = Math.ceil(count / every);
    const stretch = { ...place, frame: part.size, visible, finish, probe, first, step, every, shown, fit };
    return feed(part, () => startWovenStretch(tool, work, format, stretch, signal), count - shown, signal);
  }
  const [first, count] = part.range;
  const there = framesAt(probe, format.rate);
  if (first + count > there)
    throw new AppError(
      'input.clip.tooShort',
      `“${shownName(probe.path)}” has ${there} frames; ${first + count} were asked for.`,
    );
  const stretch = { ...place, probe, first, count, fit };
  const isCopied = await copySourceStretch(tool, work, format, stretch, signal);
  if (!isCopied) await codeSourceStretch(tool, work, format, stretch, signal);
}

function noPictures(part: Exclude<TakePart, GeneratedPart>): string {
  const path = typeof part.source === 'string' ? part.source : part.source.path;
  return `“${shownName(path)}” has no pictures.`;
}
