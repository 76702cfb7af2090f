import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { RunMessage, RunStats } from '../../protocol.ts';
import { bucketOf, checkMessage, madeFrames } from '../../run/check-message.ts';
import { planesToPicture } from '../../run/pixels.ts';
import { createPreviewTimer } from '../../run/preview-timer.ts';
import type { RunReports } from '../../run/run-reports.ts';
import { runStats } from '../../run/run-stats.ts';
import { createStopwatch } from '../../run/stopwatch.ts';
import { alignWindow } from './align-window.ts';
import type { ClipFamily } from './clip-family.ts';
import { createOutlet } from './outlet.ts';
import { neededLater, planesOf, sourceOf } from './pictures.ts';

/**
 * Executes a plan with a pack whose codec codes whole clips: `Model.execute`.
 *
 * Every window is a clip of its own for the codec, so what a later window knows of an earlier one are pictures, not
 * latents: a latent of the middle of one clip is not the first of another.
 */
export async function executeClips(
  family: ClipFamily,
  message: Omit<RunMessage, 'type'>,
  payload: Uint8Array,
  reports: RunReports,
): Promise<RunStats> {
  const startedAt = performance.now();
  const { manifest, readWords } = family;
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
  await family.wordsRead();

  const given = planesOf(payload, bucket);
  const pictures = new Map(plan.given.map((frame, at) => [frame, given[at] ?? new Float32Array(0)]));
  const made = madeFrames(message);
  const sources = new Map(
    message.restyle === undefined
      ? []
      : made.map((frame, at) => [frame, given[plan.given.length + at] ?? new Float32Array(0)]),
  );
  const levels = family.levels(message.steps, message.restyle?.strength ?? 1);
  const previews = createPreviewTimer(message.previewInterval, startedAt);
  const put = createOutlet(made, reports);
  const windows = plan.windows.length;
  const steps = windows * message.steps;
  let step = 0;
  let evaluations = 0;

  for (const [number, window] of plan.windows.entries()) {
    const aligned = alignWindow(window.known, manifest.frames.group, family.endsOnly);
    const { count } = aligned;
    const known = new Map<number, Float32Array>();
    const show = (place: number, at: number): void => {
      const picture = pictures.get(window.frames[at] ?? -1);
      if (window.known[at] === true && picture !== undefined) known.set(place, picture);
    };
    for (const [at, place] of aligned.places.entries()) show(place, at);
    for (const { place, frame } of aligned.held) show(place, frame);

    await watch.begin('preparing');
    const job = {
      bucket,
      count,
      known,
      source: sourceOf(window.frames, aligned.places, count, pictures, sources),
      words,
      unguided,
      levels,
      sampler: message.sampler,
      guidance: message.guidance,
      checkpoint: () => reports.checkpoint(),
      onPrepared: () => watch.begin('denoising'),
      async onStep(x0: Float32Array): Promise<void> {
        step += 1;
        await reports.step({ window: number, windows, step, steps });
        if (!previews.isTime()) return;
        const strip = family.strip(x0, bucket, count);
        previews.shown();
        await reports.preview(strip, { step, steps });
      },
    };
    const clip = await family.make(job, message.seed, window.frames[0] ?? 0);
    evaluations += clip.evaluations;

    await watch.begin('decoding');
    const later = neededLater(plan.windows, number + 1);
    const wanted = new Map(aligned.places.map((place, at) => [place, at]));
    await clip.decode(async (place, planes) => {
      const at = wanted.get(place);
      const frame = at === undefined ? undefined : window.frames[at];
      if (at === undefined || frame === undefined || window.known[at] === true) return;
      if (later.has(frame)) pictures.set(frame, planes.slice());
      await put(frame, planesToPicture(planes, bucket, 1));
    });
  }
  watch.stop();
  return runStats({
    seconds: watch.seconds,
    step,
    evaluations,
    words,
    secondsToFirst: previews.secondsToFirst,
  });
}
