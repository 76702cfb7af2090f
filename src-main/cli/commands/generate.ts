import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checkOptionalPrompt, checkPrompt, checkSeconds } from '../../../src-shared/generation/input.ts';
import { generationRequestSchema } from '../../../src-shared/generation/request.ts';
import type { GenerationRequest } from '../../../src-shared/generation/request.ts';
import { mediaIdSchema } from '../../../src-shared/lib/ids.ts';
import { rateText, secondsOfFrames } from '../../../src-shared/time/rate.ts';
import type { Core } from '../../compose.ts';
import { readFailure } from '../../files/failures.ts';
import { drawSeed } from '../../generation/draw-seed.ts';
import type { GenerationListener, GenerationResult, GenerationSource } from '../../generation/generation.ts';
import { runGeneration } from '../../generation/run-generation.ts';
import { newJobId } from '../../jobs/new-job-id.ts';
import { startProgress } from '../../jobs/progress.ts';
import { requiredText, usageError } from '../arguments.ts';
import type { CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';
import { readGenerationOptions } from '../options.ts';
import { checkOutput } from '../output.ts';
import { createProgressView } from '../progress-view.ts';

const defaultSeconds = 2;

/** A file on the command line gets the id its content would have in a library: the recipe names it the same way. */
async function sourceOf(path: string, signal: AbortSignal): Promise<GenerationSource> {
  const absolute = resolve(path);
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(absolute), hash, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw readFailure(error, absolute);
  }
  return { mediaId: mediaIdSchema.parse(`media-${hash.digest('hex').slice(0, 24)}`), path: absolute };
}

function directionOf(line: CommandLine): 'extend-forward' | 'extend-backward' {
  const direction = requiredText(line, 'direction', '--direction forward or backward');
  if (direction === 'forward') return 'extend-forward';
  if (direction === 'backward') return 'extend-backward';
  throw usageError(`The direction is forward or backward, not “${direction.slice(0, 40)}”.`);
}

function requestOf(line: CommandLine, source: GenerationSource | undefined): GenerationRequest {
  const options = readGenerationOptions(line);
  const written = line.texts.get('prompt');
  const given = line.texts.get('seconds');
  const seconds = given === undefined ? defaultSeconds : checkSeconds(given);
  if (line.command === 'extend') {
    requiredText(line, 'seconds', '--seconds');
    const prompt = checkOptionalPrompt(written ?? '');
    return generationRequestSchema.parse({
      ...options,
      operation: directionOf(line),
      prompt,
      seconds,
      source: source?.mediaId,
    });
  }
  const prompt = checkPrompt(requiredText(line, 'prompt', '--prompt'));
  return generationRequestSchema.parse(
    line.command === 'animate'
      ? { ...options, operation: 'animate', prompt, seconds, image: source?.mediaId }
      : { ...options, operation: 'generate', prompt, seconds },
  );
}

/** What `--json` prints of a generation. */
function jsonOf(result: GenerationResult): Readonly<Record<string, unknown>> {
  const {
    recipe,
    out,
    frames,
    size,
    rate,
    seconds,
    steps,
    evaluations,
    peakBytes,
    secondsToFirstPreview,
    seams,
  } = result;
  return {
    out,
    seed: recipe.seed,
    frames,
    ...size,
    rate: rateText(rate),
    duration: secondsOfFrames(frames, rate),
    seconds,
    ...(secondsToFirstPreview === undefined ? {} : { secondsToFirstPreview }),
    steps,
    evaluations,
    peakBytes,
    seams,
    recipe,
  };
}

function linesOf(result: GenerationResult): string[] {
  const { out, frames, size, rate, seconds, recipe, seams } = result;
  return [
    out,
    `${frames} frames, ${size.width}x${size.height} at ${rateText(rate)} a second, seed ${recipe.seed}, ${(seconds.total ?? 0).toFixed(1)} s`,
    ...seams.map(
      ({ frame, spikeRatio, colourStep }) =>
        `seam at frame ${frame}: motion ${spikeRatio.toFixed(2)}, colour ${colourStep.toFixed(2)} (1 = like any other frame)`,
    ),
  ];
}

/** `generate`, `animate` and `extend`: the same work the window's queue does, into a file the person named. */
export async function generate(line: CommandLine, core: Core, io: CommandIo): Promise<CommandResult> {
  const out = resolve(requiredText(line, 'out', '-o OUT'));
  const [file] = line.words;
  // Everything a person typed is checked before anything is read or started.
  requestOf(line, { mediaId: mediaIdSchema.parse('media-unread'), path: '' });
  await checkOutput(core.vfs, out);
  const source = file === undefined ? undefined : await sourceOf(file, io.signal);
  const request = requestOf(line, source);

  const progress = startProgress('generate', io.nowMs());
  const view = createProgressView(io);
  const show = (): void => view.show(progress.read(io.nowMs()));
  const listener: GenerationListener = {
    phase(phase) {
      progress.phase(phase, io.nowMs());
      show();
    },
    step(index, total) {
      progress.step(index, total, io.nowMs());
      show();
    },
    share(done) {
      if (progress.share(done, io.nowMs())) show();
    },
  };
  try {
    const result = await runGeneration(
      {
        modelsFolder: core.places.models,
        engine: core.engine,
        ffmpeg: core.ffmpeg,
        drawSeed,
        nowMs: io.nowMs,
      },
      { jobId: newJobId(), request, source, out },
      listener,
      io.signal,
    );
    return { json: jsonOf(result), lines: linesOf(result) };
  } finally {
    view.end();
  }
}
