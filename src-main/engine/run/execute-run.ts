import type { AnimaticModel } from '../packs/open-animatic.ts';
import type { RunMessage, RunStats } from '../protocol.ts';
import { sigmaSchedule } from '../samplers/schedule.ts';
import { bucketOf, checkMessage, madeFrames } from './check-message.ts';
import { decodePlanes, drawPicture } from './decode-frames.ts';
import { denoiseWindow, type WindowState } from './denoise-window.ts';
import { encodeFrames } from './encode-frames.ts';
import type { Picture } from './pixels.ts';
import { createPreviewer } from './previewer.ts';
import { longestLoss, madeLatents, resumeFrom } from './resume-state.ts';
import type { RunContext } from './run-context.ts';
import type { RunReports } from './run-reports.ts';
import { runStats } from './run-stats.ts';
import { createStopwatch } from './stopwatch.ts';
import { windowSteps } from './window-steps.ts';

/** Frames decoded at once: fills the cores at small sizes and keeps the decoder's workspace small at large ones. */
const decodeBatch = 4;

function contextOf(model: AnimaticModel, message: Omit<RunMessage, 'type'>, reports: RunReports): RunContext {
  const { latent } = model.manifest;
  const bucket = bucketOf(model.manifest, message);
  const grid = { rows: bucket.height / latent.spatialFactor, columns: bucket.width / latent.spatialFactor };
  return { model, message, bucket, grid, frameValues: grid.rows * grid.columns * latent.channels, reports };
}

/**
 * Executes a plan: reads the prompt, encodes what was given, makes the windows in order, decodes what was made.
 *
 * @param payload RGB24 frames at the bucket's visible size: those of `plan.given` in that order; with `restyle` followed
 *   by the source of every other frame, ascending.
 * @throws AppError `input.aspect`, `engine.failed`, `engine.memory`, or `cancelled` from a checkpoint.
 */
export async function executeRun(
  model: AnimaticModel,
  message: Omit<RunMessage, 'type'>,
  payload: Uint8Array,
  reports: RunReports,
): Promise<RunStats> {
  const startedAt = performance.now();
  const context = contextOf(model, message, reports);
  checkMessage(model.manifest.frames.window, message, context.bucket, payload);
  const watch = createStopwatch(reports);
  const { plan } = message;

  await watch.begin('reading-prompt');
  await reports.checkpoint();
  const prompt = await model.prompts.encode(message.prompt);
  const unguided = await model.prompts.encode(message.negative);

  const latents = new Map<number, Float32Array>();
  const sources = new Map<number, Float32Array>();
  if (payload.length > 0) {
    await watch.begin('preparing');
    const givenBytes = plan.given.length * context.bucket.visible.width * context.bucket.visible.height * 3;
    // Of a coarse line of windows some given frames are only passed over.
    const seen = new Set([...plan.windows.flatMap(({ frames }) => frames), ...(message.echo ?? [])]);
    await encodeFrames(context, payload.subarray(0, givenBytes), plan.given, latents, seen);
    if (message.restyle !== undefined) {
      await encodeFrames(context, payload.subarray(givenBytes), madeFrames(message), sources);
    }
  }
  const resumed = resumeFrom(message, payload, context.frameValues, latents);

  await watch.begin('denoising');
  const scheduleOf = (count: number): Float64Array =>
    sigmaSchedule(count, model.manifest.sampler.shift).map(
      (sigma) => sigma * (message.restyle?.strength ?? 1),
    );
  const previewer = createPreviewer(context, startedAt);
  const windows = plan.windows.length;
  const stepsOf = plan.windows.map((window) => windowSteps(plan, window, message.steps));
  const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  const steps = sumOf(stepsOf);
  let evaluations = 0;
  const saveEvery = Math.max(1, Math.floor(steps * longestLoss));
  let step = sumOf(stepsOf.slice(0, resumed.windows)) + (resumed.state?.step ?? 0);
  if (step > 0) await reports.step({ window: resumed.windows, windows, step, steps });
  for (const [at, window] of plan.windows.entries()) {
    if (at < resumed.windows) continue;
    const count = stepsOf[at] ?? message.steps;
    const onStep = async (x0: Float32Array, state: WindowState): Promise<void> => {
      step += 1;
      const isSaved = message.saveState === true && step % saveEvery === 0 && state.step < count;
      if (isSaved) await reports.state({ window: at, step: state.step }, state.arrays);
      await reports.step({ window: at, windows, step, steps });
      await previewer.offer(x0, window.frames.length, step, steps);
    };
    const resume = at === resumed.windows ? resumed.state : undefined;
    const job = {
      plan,
      window,
      schedule: scheduleOf(count),
      prompt,
      unguided,
      latents,
      sources,
      resume,
      onStep,
    };
    evaluations += await denoiseWindow(context, job);
    if (message.saveState === true) await reports.state({ window: at }, madeLatents(window, latents));
  }

  await watch.begin('decoding');
  const made = madeFrames(message);
  const isMade = new Set(made);
  /** Pictures that were shown first and come again: a finisher draws them once. */
  const drawn = new Map<number, Picture>();
  const echoed = (message.echo ?? []).flatMap((index) => {
    const tokens = latents.get(index);
    return tokens === undefined ? [] : [{ index, tokens }];
  });
  for (let start = 0; start < echoed.length; start += decodeBatch) {
    await reports.checkpoint();
    const batch = echoed.slice(start, start + decodeBatch);
    const planes = await decodePlanes(
      context,
      batch.map(({ tokens }) => tokens),
    );
    for (const [at, { index }] of batch.entries()) {
      const pixels = planes[at];
      if (pixels === undefined) continue;
      const picture = await drawPicture(context, pixels, message.finish);
      if (isMade.has(index)) drawn.set(index, picture);
      await reports.echo(index, picture);
    }
  }
  const there = message.resume?.frames ?? 0;
  // Batches begin where they would have begun: the codec's arithmetic may depend on how many frames it sees at once.
  for (let start = there - (there % decodeBatch); start < made.length; start += decodeBatch) {
    await reports.checkpoint();
    const batch = made.slice(start, start + decodeBatch);
    const tokens = batch.map((index) => latents.get(index) ?? new Float32Array(context.frameValues));
    const planes = await decodePlanes(context, tokens);
    for (const [at, index] of batch.entries()) {
      const pixels = planes[at];
      if (start + at < there || pixels === undefined) continue;
      await reports.frame(index, drawn.get(index) ?? (await drawPicture(context, pixels, message.finish)));
      drawn.delete(index);
    }
  }
  watch.stop();

  return runStats({
    seconds: watch.seconds,
    step,
    evaluations,
    words: prompt,
    secondsToFirst: previewer.secondsToFirst,
  });
}
