import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { PlannedWindow } from '../../../../src-shared/generation/plan.ts';
import type { RunMessage, RunStats } from '../../protocol.ts';
import { bucketOf, checkMessage, madeFrames } from '../../run/check-message.ts';
import { pictureToPlanes, planesToPicture, type Bucket, type Picture } from '../../run/pixels.ts';
import { latentStrip, previewFrames } from '../../run/preview.ts';
import type { RunReports } from '../../run/run-reports.ts';
import { createStopwatch } from '../../run/stopwatch.ts';
import { frameNoise } from '../../samplers/noise.ts';
import { noiseLevels } from '../../samplers/noise-levels.ts';
import { alignWindow } from './align-window.ts';
import { gridOf, tokensToPlanes, type WanGrid } from './layout.ts';
import { makeWindow, type WanModel } from './window.ts';

type Run = Omit<RunMessage, 'type'>;

/** Frames in order, as soon as the next one is there: windows may make them in another. */
export function createOutlet(order: readonly number[], reports: RunReports) {
  const waiting = new Map<number, Picture>();
  let next = 0;
  return async (index: number, picture: Picture): Promise<void> => {
    waiting.set(index, picture);
    for (;;) {
      const wanted = order[next];
      const ready = wanted === undefined ? undefined : waiting.get(wanted);
      if (wanted === undefined || ready === undefined) return;
      waiting.delete(wanted);
      next += 1;
      await reports.frame(wanted, ready);
    }
  };
}

/** RGB24 pictures of the message to planes, in the order they came. */
export function planesOf(payload: Uint8Array, bucket: Bucket): Float32Array[] {
  const bytes = bucket.visible.width * bucket.visible.height * 3;
  return Array.from({ length: payload.length / bytes }, (_, at) => {
    const planes = new Float32Array(3 * bucket.width * bucket.height);
    pictureToPlanes(payload.subarray(at * bytes, (at + 1) * bytes), bucket, planes, 0);
    return planes;
  });
}

/** Latents of a few frames as the preview takes them: [frames, cells, channels]. */
function cellsOf(x0: Float32Array, frames: readonly number[], grid: WanGrid, channels: number): Float32Array {
  const size = x0.length / grid.frames;
  const cells = size / channels;
  const out = new Float32Array(frames.length * size);
  for (const [at, frame] of frames.entries()) {
    const planes = tokensToPlanes(x0.subarray(frame * size, (frame + 1) * size), grid);
    for (let cell = 0; cell < cells; cell += 1) {
      for (let channel = 0; channel < channels; channel += 1)
        out[(at * cells + cell) * channels + channel] = planes[channel * cells + cell] ?? 0;
    }
  }
  return out;
}

function createPreviews({ manifest }: WanModel, message: Run, reports: RunReports, startedAt: number) {
  let lastAt = Number.NEGATIVE_INFINITY;
  let secondsToFirst: number | undefined;
  return {
    get secondsToFirst() {
      return secondsToFirst;
    },
    async offer(x0: Float32Array, grid: WanGrid, step: number, steps: number): Promise<void> {
      const now = performance.now();
      if (message.previewInterval === 0 || now - lastAt < message.previewInterval) return;
      lastAt = now;
      const frames = previewFrames(grid.frames);
      const cells = cellsOf(x0, frames, grid, manifest.latent.channels);
      const strip = latentStrip(
        cells,
        frames.map((_, at) => at),
        grid,
        manifest.preview,
      );
      secondsToFirst ??= (now - startedAt) / 1000;
      await reports.preview(strip, { step, steps });
    },
  };
}

/** Frames a later window still needs as known ones. */
export function neededLater(windows: readonly PlannedWindow[], from: number): Set<number> {
  return new Set(
    windows.slice(from).flatMap(({ frames, known }) => frames.filter((_, at) => known[at] === true)),
  );
}

/**
 * Executes a plan with a Wan pack: `Model.execute`.
 *
 * Every window is a clip of its own for the codec, so what a later window knows of an earlier one are pictures, not
 * latents: a latent of the middle of one clip is not the first of another.
 */
export async function executeWan(
  model: WanModel,
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
  const levels = noiseLevels(manifest.schedule, message.steps, message.restyle?.strength ?? 1);
  const previews = createPreviews(model, message, reports, startedAt);
  const put = createOutlet(made, reports);
  const windows = plan.windows.length;
  const steps = windows * message.steps;
  let step = 0;
  let evaluations = 0;

  for (const [number, window] of plan.windows.entries()) {
    const aligned = alignWindow(window.known, manifest.frames.group, manifest.knowable === 'first-last');
    const grid = gridOf(manifest, bucket, aligned.count);
    const known = new Map<number, Float32Array>();
    const show = (place: number, at: number): void => {
      const picture = pictures.get(window.frames[at] ?? -1);
      if (window.known[at] === true && picture !== undefined) known.set(place, picture);
    };
    for (const [at, place] of aligned.places.entries()) show(place, at);
    for (const { place, frame } of aligned.held) show(place, frame);

    await watch.begin('preparing');
    const first = window.frames[0] ?? 0;
    const { tokens, evaluations: count } = await makeWindow(model, {
      bucket,
      count: aligned.count,
      known,
      source: sourceOf(window.frames, aligned.places, aligned.count, pictures, sources),
      words,
      unguided,
      levels,
      sampler: message.sampler,
      guidance: message.guidance,
      noise(frame, length) {
        return frameNoise(message.seed, first + frame * manifest.frames.group, length);
      },
      checkpoint: () => reports.checkpoint(),
      onPrepared: () => watch.begin('denoising'),
      async onStep(x0) {
        step += 1;
        await reports.step({ window: number, windows, step, steps });
        await previews.offer(x0, grid, step, steps);
      },
    });
    evaluations += count;

    await watch.begin('decoding');
    const later = neededLater(plan.windows, number + 1);
    const size = tokens.length / grid.frames;
    const latents = Array.from({ length: grid.frames }, (_, frame) =>
      tokensToPlanes(tokens.subarray(frame * size, (frame + 1) * size), grid),
    );
    const wanted = new Map(aligned.places.map((place, at) => [place, at]));
    await codec.decode(
      latents,
      grid,
      async (place, planes) => {
        const at = wanted.get(place);
        const frame = at === undefined ? undefined : window.frames[at];
        if (at === undefined || frame === undefined || window.known[at] === true) return;
        if (later.has(frame)) pictures.set(frame, planes.slice());
        await put(frame, planesToPicture(planes, bucket, 1));
      },
      () => reports.checkpoint(),
    );
    await stages.finished('decoderFirst', 'decoderNext');
  }
  watch.stop();
  return {
    seconds: watch.seconds,
    steps: step,
    evaluations,
    // Kilobytes on every platform, says the documentation of resourceUsage.
    peakBytes: process.resourceUsage().maxRSS * 1024,
    promptTokens: { used: words.tokens.ids.length, full: words.tokens.fullLength },
    ...(previews.secondsToFirst === undefined ? {} : { secondsToFirstPreview: previews.secondsToFirst }),
  };
}

/** The old shot of a window, spare frames showing the last one again; undefined where nothing is made over. */
export function sourceOf(
  frames: readonly number[],
  places: readonly number[],
  count: number,
  pictures: ReadonlyMap<number, Float32Array>,
  sources: ReadonlyMap<number, Float32Array>,
): Float32Array[] | undefined {
  if (sources.size === 0) return undefined;
  const clip: Float32Array[] = [];
  let last: Float32Array = new Float32Array(0);
  for (let place = 0; place < count; place += 1) {
    const frame = frames[places.indexOf(place)];
    const picture = frame === undefined ? undefined : (sources.get(frame) ?? pictures.get(frame));
    last = picture ?? last;
    clip.push(last);
  }
  return clip;
}
