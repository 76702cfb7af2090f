import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { RunMessage, RunStats } from '../../protocol.ts';
import { bucketOf, checkMessage, madeFrames } from '../../run/check-message.ts';
import type { WindowState } from '../../run/denoise-window.ts';
import { planesToPicture } from '../../run/pixels.ts';
import { createPreviewTimer } from '../../run/preview-timer.ts';
import { longestLoss } from '../../run/resume-state.ts';
import type { RunReports } from '../../run/run-reports.ts';
import { runStats } from '../../run/run-stats.ts';
import { createStopwatch } from '../../run/stopwatch.ts';
import { alignWindow } from './align-window.ts';
import type { ClipFamily } from './clip-family.ts';
import { createOutlet } from './outlet.ts';
import { neededLater, planesOf, sourceOf } from './pictures.ts';
import { resumeClips } from './resume-clips.ts';

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
  if (message.cache !== undefined && manifest.cache === undefined) {
    throw new AppError('pack.operation', 'This model evaluates its whole network at every step.', {
      hint: 'Leave the cache off.',
    });
  }
  const watch = createStopwatch(reports);

  await watch.begin('reading-prompt');
  await reports.checkpoint();
  const words = await readWords(message.prompt);
  const unguided = await readWords(message.negative);
  await family.wordsRead();

  const given = planesOf(payload.subarray(0, payload.length - (message.resume?.bytes ?? 0)), bucket);
  const pictures = new Map(plan.given.map((frame, at) => [frame, given[at] ?? new Float32Array(0)]));
  const made = madeFrames(message);
  const sources = new Map(
    message.restyle === undefined
      ? []
      : made.map((frame, at) => [frame, given[plan.given.length + at] ?? new Float32Array(0)]),
  );
  const levels = family.levels(message.steps, message.restyle?.strength ?? 1);
  const previews = createPreviewTimer(message.previewInterval, startedAt);
  const there = message.resume?.frames ?? 0;
  const put = createOutlet(made, there, reports);
  const delivered = new Set(made.slice(0, there));
  const windows = plan.windows.length;
  const steps = windows * message.steps;
  const saveEvery = Math.max(1, Math.floor(steps * longestLoss));
  // A cache knows the steps before: gone on with inside a window, a shot would not be the same bit for bit.
  const savesSteps = message.saveState === true && message.cache === undefined;
  const aligned = plan.windows.map(({ known }) => alignWindow(known, manifest.frames.group, family.endsOnly));
  const sizes = aligned.map(({ count }) => family.values(bucket, count));
  const resumed = resumeClips(message.resume, payload, sizes);
  let step = resumed.finished.length * message.steps + (resumed.state?.step ?? 0);
  let evaluations = 0;
  let reused = 0;
  if (step > 0) await reports.step({ window: resumed.finished.length, windows, step, steps });

  for (const [number, window] of plan.windows.entries()) {
    const { count, places, held } =
      aligned[number] ?? alignWindow(window.known, manifest.frames.group, family.endsOnly);
    const first = window.frames[0] ?? 0;
    let latents = resumed.finished[number];
    if (latents === undefined) {
      const known = new Map<number, Float32Array>();
      const show = (place: number, at: number): void => {
        const picture = pictures.get(window.frames[at] ?? -1);
        if (window.known[at] === true && picture !== undefined) known.set(place, picture);
      };
      for (const [at, place] of places.entries()) show(place, at);
      for (const { place, frame } of held) show(place, frame);

      await watch.begin('preparing');
      const job = {
        bucket,
        count,
        known,
        source: sourceOf(window.frames, places, count, pictures, sources),
        words,
        unguided,
        levels,
        sampler: message.sampler,
        guidance: message.guidance,
        cache: message.cache,
        resume: number === resumed.finished.length ? resumed.state : undefined,
        checkpoint: () => reports.checkpoint(),
        onPrepared: () => watch.begin('denoising'),
        async onStep(x0: Float32Array, state: WindowState): Promise<void> {
          step += 1;
          const isSaved = savesSteps && step % saveEvery === 0 && state.step < message.steps;
          if (isSaved) await reports.state({ window: number, step: state.step }, state.arrays);
          await reports.step({ window: number, windows, step, steps });
          if (!previews.isTime()) return;
          const strip = family.strip(x0, bucket, count);
          previews.shown();
          await reports.preview(strip, { step, steps });
        },
      };
      const clip = await family.make(job, message.seed, first);
      evaluations += clip.evaluations;
      reused += clip.reused;
      latents = clip.latents;
      if (message.saveState === true) await reports.state({ window: number }, [latents]);
    }

    const later = neededLater(plan.windows, Math.max(number + 1, resumed.finished.length));
    const isWanted = window.frames.some(
      (frame, at) => window.known[at] !== true && (later.has(frame) || !delivered.has(frame)),
    );
    if (!isWanted) continue;
    await watch.begin('decoding');
    const wanted = new Map(places.map((place, at) => [place, at]));
    const take = async (place: number, planes: Float32Array): Promise<void> => {
      const at = wanted.get(place);
      const frame = at === undefined ? undefined : window.frames[at];
      if (at === undefined || frame === undefined || window.known[at] === true) return;
      if (later.has(frame)) pictures.set(frame, planes.slice());
      if (!delivered.has(frame)) await put(frame, planesToPicture(planes, bucket, 1));
    };
    const checkpoint = (): Promise<void> => reports.checkpoint();
    await family.decode({ bucket, count, latents, take, checkpoint }, message.seed, first);
  }
  watch.stop();
  return runStats({
    seconds: watch.seconds,
    step,
    evaluations,
    reused: message.cache === undefined ? undefined : reused,
    words,
    secondsToFirst: previews.secondsToFirst,
  });
}
