import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { RunMessage, RunStats } from '../../protocol.ts';
import { bucketOf, checkMessage, madeFrames } from '../../run/check-message.ts';
import { planesToPicture } from '../../run/pixels.ts';
import { latentStrip, previewFrames } from '../../run/preview.ts';
import type { RunReports } from '../../run/run-reports.ts';
import { createStopwatch } from '../../run/stopwatch.ts';
import { alignWindow } from '../wan/align-window.ts';
import { createOutlet, neededLater, planesOf, sourceOf } from '../wan/execute.ts';
import { windowDraw } from './draw.ts';
import { ltxLevels } from './levels.ts';
import { ltxGrid } from './positions.ts';
import { makeLtxWindow, type LtxModel } from './window.ts';

type Run = Omit<RunMessage, 'type'>;

/**
 * Executes a plan with an LTX pack: `Model.execute`.
 *
 * Every window is a clip of its own for the codec, so what a later window knows of an earlier one are pictures.
 */
export async function executeLtx(
  model: LtxModel,
  message: Run,
  payload: Uint8Array,
  reports: RunReports,
): Promise<RunStats> {
  const startedAt = performance.now();
  const { manifest, stages, codec, readWords } = model;
  const { plan } = message;
  const bucket = bucketOf(manifest, message);
  checkMessage(manifest.frames.window, message, bucket, payload);
  if (plan.loop) {
    throw new AppError('pack.operation', 'This model makes no closed loops.', {
      hint: 'Bridge the end of a clip to its beginning instead.',
    });
  }
  const watch = createStopwatch(reports);

  await watch.begin('reading-prompt');
  await reports.checkpoint();
  const words = await readWords(message.prompt);
  const unguided = await readWords(message.negative);
  await stages.finished('text');

  const given = planesOf(payload, bucket);
  const pictures = new Map(plan.given.map((frame, at) => [frame, given[at] ?? new Float32Array(0)]));
  const made = madeFrames(message);
  const sources = new Map(
    message.restyle === undefined
      ? []
      : made.map((frame, at) => [frame, given[plan.given.length + at] ?? new Float32Array(0)]),
  );
  const levels = ltxLevels(manifest.schedule, message.steps, message.restyle?.strength ?? 1);
  const put = createOutlet(made, reports);
  const windows = plan.windows.length;
  const steps = windows * message.steps;
  let step = 0;
  let evaluations = 0;
  let previewedAt = Number.NEGATIVE_INFINITY;
  let secondsToFirst: number | undefined;

  for (const [number, window] of plan.windows.entries()) {
    const { group } = manifest.frames;
    const aligned = alignWindow(window.known, group, false);
    const grid = ltxGrid(manifest, bucket, aligned.count);
    const known = new Map<number, Float32Array>();
    const show = (place: number, at: number): void => {
      const picture = pictures.get(window.frames[at] ?? -1);
      if (window.known[at] === true && picture !== undefined) known.set(place, picture);
    };
    for (const [at, place] of aligned.places.entries()) show(place, at);
    for (const { place, frame } of aligned.held) show(place, frame);

    await watch.begin('preparing');
    const draw = windowDraw(message.seed, window.frames[0] ?? 0, grid.frames, group);
    const { tokens, evaluations: count } = await makeLtxWindow(model, {
      bucket,
      count: aligned.count,
      known,
      source: sourceOf(window.frames, aligned.places, aligned.count, pictures, sources),
      words,
      unguided,
      levels,
      sampler: message.sampler,
      guidance: message.guidance,
      draw,
      checkpoint: () => reports.checkpoint(),
      onPrepared: () => watch.begin('denoising'),
      async onStep(x0) {
        step += 1;
        await reports.step({ window: number, windows, step, steps });
        const now = performance.now();
        if (message.previewInterval === 0 || now - previewedAt < message.previewInterval) return;
        previewedAt = now;
        secondsToFirst ??= (now - startedAt) / 1000;
        const strip = latentStrip(x0, previewFrames(grid.frames), grid, manifest.preview);
        await reports.preview(strip, { step, steps });
      },
    });
    evaluations += count;

    await watch.begin('decoding');
    const later = neededLater(plan.windows, number + 1);
    const wanted = new Map(aligned.places.map((place, at) => [place, at]));
    await codec.decode(
      tokens,
      grid,
      (length) => draw('decode', length),
      async (place, planes) => {
        const at = wanted.get(place);
        const frame = at === undefined ? undefined : window.frames[at];
        if (at === undefined || frame === undefined || window.known[at] === true) return;
        if (later.has(frame)) pictures.set(frame, planes.slice());
        await put(frame, planesToPicture(planes, bucket, 1));
      },
    );
    await stages.finished('decoder');
  }
  watch.stop();
  return {
    seconds: watch.seconds,
    steps: step,
    evaluations,
    // Kilobytes on every platform, says the documentation of resourceUsage.
    peakBytes: process.resourceUsage().maxRSS * 1024,
    promptTokens: { used: words.tokens.ids.length, full: words.tokens.fullLength },
    ...(secondsToFirst === undefined ? {} : { secondsToFirstPreview: secondsToFirst }),
  };
}
