import { basename, resolve } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { measureDrift, measureEnds } from '../../../src-shared/quality/drift.ts';
import { framesOf, type RgbFrame } from '../../../src-shared/quality/frame.ts';
import { joinReach, measureJoin } from '../../../src-shared/quality/join.ts';
import { measureLoop } from '../../../src-shared/quality/loop.ts';
import { faultsOf } from '../../../src-shared/quality/verdict.ts';
import { rateText } from '../../../src-shared/time/rate.ts';
import type { Core } from '../../compose.ts';
import { shownName } from '../../files/failures.ts';
import { measuredWish } from '../../generation/measure-joins.ts';
import { probeMedia } from '../../media/probe.ts';
import type { VideoProbe } from '../../media/probe-types.ts';
import { readFrames } from '../../media/read-frames.ts';
import { requiredText, usageError } from '../arguments.ts';
import type { CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';
import { seamLine } from './generation-report.ts';

/** Of a long clip this many frames, evenly spread, tell its drift. */
const driftFrames = 240;
/** Of a long loop this many frames at either end are looked at. */
const loopReach = 120;

type Read = (indices: readonly number[]) => Promise<RgbFrame[]>;

interface Film {
  readonly probe: VideoProbe;
  readonly read: Read;
}

async function openFilm(file: string, core: Core, io: CommandIo, least: number): Promise<Film> {
  const path = resolve(file);
  const tool = await core.ffmpeg();
  const probe = await probeMedia(path, io.signal, core.ffmpeg);
  if (probe.kind !== 'video') {
    throw new AppError('input.file.format', `“${shownName(path)}” is not a video.`);
  }
  if (probe.frames < least) {
    throw new AppError(
      'input.clip.tooShort',
      `“${shownName(path)}” has ${probe.frames} frames; ${least} are the least that can be measured.`,
    );
  }
  const wish = measuredWish(probe);
  return {
    probe,
    read: async (indices) =>
      framesOf(await readFrames(tool, probe, { indices, ...wish }, io.signal), wish.size),
  };
}

function span(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}

async function seam(line: CommandLine, { probe, read }: Film): Promise<CommandResult> {
  const written = requiredText(line, 'at', '--at FRAME');
  const at = /^\d{1,7}$/.test(written.trim()) ? Number(written) : Number.NaN;
  if (!(at >= 1 && at < probe.frames)) {
    throw new AppError('input.option', `“${written.slice(0, 40)}” is no frame with one before it.`, {
      hint: `Use a whole number from 1 to ${probe.frames - 1}: the first frame after the join.`,
    });
  }
  const first = Math.max(0, at - joinReach);
  const frames = await read(span(first, Math.min(probe.frames, at + joinReach)));
  const measured = measureJoin(frames, at - first, first);
  return { json: { seam: measured, faults: faultsOf(measured) }, lines: [seamLine(measured)] };
}

async function loop({ probe, read }: Film): Promise<CommandResult> {
  const { frames } = probe;
  const indices =
    frames <= loopReach * 2 ? span(0, frames) : [...span(0, loopReach), ...span(frames - loopReach, frames)];
  const measured = measureLoop(await read(indices));
  const { isStill, motion } = measured;
  return {
    json: { loop: measured, ratio: measured.seam.spikeRatio, faults: faultsOf(measured.seam) },
    lines: [
      seamLine(measured.seam),
      isStill ? 'It is a still: nothing moves.' : `It moves by ${motion.toFixed(2)} levels a picture.`,
    ],
  };
}

async function drift({ probe, read }: Film): Promise<CommandResult> {
  const step = Math.max(1, Math.ceil(probe.frames / driftFrames));
  const indices = span(0, Math.ceil(probe.frames / step)).map((index) => index * step);
  const rate = { num: probe.rate.num, den: probe.rate.den * step };
  const frames = await read(indices);
  const measured = measureDrift(frames, rate);
  const ends = measureEnds(frames, rate);
  const share = (value: number): string => `${(value * 100).toFixed(1)} %`;
  return {
    json: { drift: measured, ends },
    lines: [
      `in ten seconds: colour ${measured.colour.toFixed(2)} (CIE Lab, 1 is just visible), sharpness ${share(measured.sharpness)}, content ${measured.content.toFixed(2)}`,
      `from the first five seconds to the last: colour ${share(ends.colour)}, sharpness ${share(ends.sharpness)}`,
    ],
  };
}

/** `measure seam|loop|drift FILE`: the measures of our own takes, on any video. */
export async function measure(line: CommandLine, core: Core, io: CommandIo): Promise<CommandResult> {
  const [what = '', file = ''] = line.words;
  if (what !== 'seam' && what !== 'loop' && what !== 'drift') {
    throw usageError(`measure can seam, loop or drift, not “${what.slice(0, 40)}”.`);
  }
  if (what === 'seam') requiredText(line, 'at', '--at FRAME');
  else if (line.texts.has('at')) throw usageError(`There is no option --at for measure ${what}.`);
  const film = await openFilm(file, core, io, 2);
  const result = await (what === 'seam' ? seam(line, film) : what === 'loop' ? loop(film) : drift(film));
  const { probe } = film;
  const about = { file: basename(probe.path), frames: probe.frames, rate: rateText(probe.rate) };
  return { ...result, json: { ...about, ...result.json } };
}
