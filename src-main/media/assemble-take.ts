import { AppError, cancelledError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { shownName } from '../files/failures.ts';
import { codingOf } from './coding.ts';
import type { Container } from './coding.ts';
import { finishTake } from './join-stretches.ts';
import type { WrittenTake } from './join-stretches.ts';
import { matrixOf } from './picture-filters.ts';
import type { FilmMatrix, Fit } from './picture-filters.ts';
import { probeMedia } from './probe.ts';
import type { Probe } from './probe-types.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { framesAt } from './shown-frames.ts';
import { codeSourceStretch, startGeneratedStretch } from './stretch.ts';
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

/** Frames the model made. */
export interface GeneratedPart {
  readonly kind: 'generated';
  /** Size of the frames that come. */
  readonly size: Size;
  readonly visible?: Rectangle | undefined;
  /** RGB24 frames in order; each stands for `repeat` frames of the take. Read once, as fast as they can be written. */
  readonly frames: AsyncIterable<{ readonly rgb: Uint8Array; readonly repeat: number }>;
  /** How many frames of the take they fill; anything else is an error. */
  readonly count: number;
}

export type TakePart = SourcePart | GeneratedPart;

export interface AssembleOptions {
  readonly out: string;
  readonly container: Container;
  readonly size: Size;
  readonly rate: Rate;
  readonly lossless: boolean;
  /** In the order of time: source then generated extends forward, the other way round backward, both sides bridge. */
  readonly parts: readonly TakePart[];
}

export interface AssembledTake extends WrittenTake {
  /** [first, count] of each part in the take. */
  readonly ranges: readonly (readonly [number, number])[];
}

async function codeGenerated(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  part: GeneratedPart,
  place: { readonly index: number; readonly firstFrame: number },
  signal: AbortSignal,
): Promise<void> {
  const stretch = { ...place, frame: part.size, visible: part.visible };
  const run = await startGeneratedStretch(tool, work, format, stretch, signal);
  const iterator = part.frames[Symbol.asyncIterator]();
  // A producer that waits for something must not keep us when ffmpeg has ended.
  const ended = run.done.then(() => {
    throw new Error('ffmpeg took no more frames');
  });
  let written = 0;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), ended]);
      if (next.done === true) break;
      const { rgb, repeat } = next.value;
      for (let time = 0; time < repeat; time += 1) await run.write(rgb);
      written += repeat;
    }
    if (written !== part.count) throw new Error(`${written} frames came where ${part.count} were announced`);
    run.endInput();
  } catch (error) {
    run.stop(error instanceof Error ? error : new Error(String(error)));
    // Tells the producer that nobody reads on; what it does about it is its own affair.
    iterator.return?.().catch(() => undefined);
  }
  ended.catch(() => undefined);
  await run.done;
}

/** Where each part begins and how long it is. */
function rangesOf(parts: readonly TakePart[]): [number, number][] {
  let first = 0;
  return parts.map((part) => {
    const count = part.kind === 'source' ? part.range[1] : part.count;
    const range: [number, number] = [first, count];
    first += count;
    return range;
  });
}

function soundOf(
  parts: readonly TakePart[],
  probes: readonly (Probe | undefined)[],
  ranges: readonly (readonly [number, number])[],
  rate: Rate,
): TakeSound | undefined {
  const seconds = (frames: number) => (frames * rate.den) / rate.num;
  const pieces = parts.flatMap((part, index) => {
    const probe = probes[index];
    if (part.kind !== 'source' || probe?.kind !== 'video' || probe.audio === undefined) return [];
    return [
      {
        probe,
        from: seconds(part.range[0]),
        at: seconds(ranges[index]?.[0] ?? 0),
        length: seconds(part.range[1]),
      },
    ];
  });
  if (pieces.length === 0) return undefined;
  const total = ranges.reduce((sum, [, count]) => sum + count, 0);
  return { samples: Math.round(seconds(total) * sampleRate), pieces };
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
 * stands beside them; with `lossless` they are the file's decoded pictures bit for bit. Sound of the sources is kept at its
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
      return typeof part.source === 'string' ? probeMedia(part.source, signal) : part.source;
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
  const guard = async (task: Promise<void>) => {
    try {
      await task;
    } catch (error) {
      failure ??= error;
      all.abort();
    }
  };
  try {
    await Promise.all(
      options.parts.map((part, index) => {
        const place = { index, firstFrame: ranges[index]?.[0] ?? 0 };
        if (part.kind === 'generated')
          return guard(codeGenerated(tool, work, format, part, place, all.signal));
        const probe = probes[index];
        if (probe === undefined || probe.kind === 'audio')
          return guard(Promise.reject(new AppError('input.file.format', noPictures(part))));
        const [first, count] = part.range;
        const there = framesAt(probe, options.rate);
        if (first + count > there)
          return guard(
            Promise.reject(
              new AppError(
                'input.clip.tooShort',
                `“${shownName(probe.path)}” has ${there} frames; ${first + count} were asked for.`,
              ),
            ),
          );
        const stretch = { ...place, probe, first, count, fit: part.fit ?? 'cover' };
        return guard(codeSourceStretch(tool, work, format, stretch, all.signal));
      }),
    );
    if (signal.aborted) throw cancelledError();
    if (failure !== undefined) throw failure;
    const sound = soundOf(options.parts, probes, ranges, options.rate);
    const parts = { stretches: options.parts.length, frames, sound };
    const written = await finishTake(tool, work, format, parts, signal);
    return { ...written, ranges };
  } finally {
    signal.removeEventListener('abort', onAbort);
    await work.remove();
  }
}

function noPictures(part: SourcePart): string {
  const path = typeof part.source === 'string' ? part.source : part.source.path;
  return `“${shownName(path)}” has no pictures.`;
}
