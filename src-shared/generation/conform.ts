import type { Frames, Rate } from '../time/rate.ts';

/**
 * Which model frame each output frame shows. A model makes few frames a second (the embedded pack: 8), a film has 24:
 * each model frame is held. All arithmetic is on whole numbers, so that lengths are exact and a seam neither doubles nor
 * drops a frame: the first output frame after a join already shows the first new model frame.
 */
export interface Conform {
  /** New model frames to make. */
  readonly newFrames: number;
  /** For each new output frame in order of time: which of the new model frames it shows, counted from 0. */
  readonly shows: readonly number[];
}

/** Units of a fraction of a second in which both rates are whole: `model` and `output` steps per common tick. */
function steps(model: Rate, output: Rate): { readonly model: number; readonly output: number } {
  return { model: model.num * output.den, output: output.num * model.den };
}

function ceilDivided(value: number, by: number): number {
  return Math.floor((value + by - 1) / by);
}

/**
 * For a shot with an open end (generate, animate, keyframes, extend forward): model frame i is shown from its own time
 * on, so output frame j shows floor(j * model / output).
 */
export function conformForward(outputFrames: Frames, output: Rate, model: Rate): Conform {
  const step = steps(model, output);
  const shows = Array.from({ length: outputFrames }, (_, index) =>
    Math.floor((index * step.model) / step.output),
  );
  // Counted from what is shown: a model frame that begins within the last output frame would be made for nobody.
  return { newFrames: (shows.at(-1) ?? 0) + 1, shows };
}

/**
 * For extend backward: time is counted back from the join. The output frame k places before it shows the new model frame
 * ceil(k * model / output) before it, so the last output frame shows the last new model frame.
 */
export function conformBackward(outputFrames: Frames, output: Rate, model: Rate): Conform {
  const step = steps(model, output);
  const newFrames = Math.max(1, ceilDivided(outputFrames * step.model, step.output));
  return {
    newFrames,
    shows: Array.from(
      { length: outputFrames },
      (_, index) => newFrames - ceilDivided((outputFrames - index) * step.model, step.output),
    ),
  };
}

/**
 * For a hole between two known sides (bridge, fill) and for a closed loop: the length is fixed at both ends, so the new
 * model frames are spread evenly over it; time is stretched by less than half a model frame over the whole hole.
 */
export function conformBetween(outputFrames: Frames, output: Rate, model: Rate): Conform {
  const step = steps(model, output);
  const newFrames = Math.max(1, Math.round((outputFrames * step.model) / step.output));
  return {
    newFrames,
    shows: Array.from({ length: outputFrames }, (_, index) => Math.floor((index * newFrames) / outputFrames)),
  };
}

/** How many output frames show each new model frame: what a clip writer is told. The sum is `shows.length`. */
export function repeatsOf(conform: Conform): number[] {
  const repeats = Array.from({ length: conform.newFrames }, () => 0);
  for (const index of conform.shows) repeats[index] = (repeats[index] ?? 0) + 1;
  return repeats;
}

/** The model frame that is on screen at an output frame of a shot with an open end: where a keyframe belongs. */
export function modelFrameAt(outputFrame: Frames, output: Rate, model: Rate): number {
  const step = steps(model, output);
  return Math.floor((outputFrame * step.model) / step.output);
}

/** How many known model frames `sourceFrames` of footage hold; at least 1 as soon as there is a frame. */
export function availableModelFrames(sourceFrames: Frames, source: Rate, model: Rate): number {
  if (sourceFrames < 1) return 0;
  const step = steps(model, source);
  return Math.max(1, Math.floor((sourceFrames * step.model) / step.output));
}

/**
 * Which frames of the source are the known model frames before a join at its end: times going back from the join at the
 * model's rate, the one next to the join last. Of footage held on threes, each model frame's first showing.
 *
 * @returns indices at the source's own rate, ascending, one for each of `count`
 */
export function framesBeforeEnd(count: number, sourceFrames: Frames, source: Rate, model: Rate): number[] {
  return framesBefore(count, sourceFrames, source, model);
}

/** The same before any frame of the source: `join` is the first frame that is not known (a hole's first frame). */
export function framesBefore(count: number, join: number, source: Rate, model: Rate): number[] {
  const step = steps(model, source);
  return Array.from({ length: count }, (_, index) => {
    const back = ((count - index) * step.output) / step.model;
    return Math.max(0, Math.min(join - 1, Math.round(join - back)));
  });
}

/**
 * Which frames of the source are the known model frames after a join: `join` is the first known frame (0 for the head of
 * a clip), then times going on at the model's rate. Never beyond the last frame.
 */
export function framesAfter(
  count: number,
  join: number,
  sourceFrames: Frames,
  source: Rate,
  model: Rate,
): number[] {
  const step = steps(model, source);
  return Array.from({ length: count }, (_, index) =>
    Math.max(0, Math.min(sourceFrames - 1, join + Math.round((index * step.output) / step.model))),
  );
}

/** Raising the frame rate: what is planned, and which planned frame each output frame shows. */
export interface SmoothConform {
  /** Frames planned per frame of the source; 1 = nothing to make. */
  readonly factor: number;
  /** For each output frame: index in the plan of (sourceFrames - 1) * factor + 1 frames. */
  readonly shows: readonly number[];
}

/**
 * Smoothing `sourceFrames` from one rate to another keeps the duration: output frame j stands at j / output seconds. For
 * 24 to 60 (5 : 2) five frames are planned for each of the source and every second is shown. The last is held to the end.
 */
export function conformSmooth(sourceFrames: Frames, source: Rate, output: Rate): SmoothConform {
  const step = steps(output, source);
  const divisor = greatestCommonDivisor(step.model, step.output);
  const factor = step.model / divisor;
  const skip = step.output / divisor;
  const total = (sourceFrames - 1) * factor + 1;
  const outputFrames = Math.max(1, Math.round((sourceFrames * factor) / skip));
  return {
    factor,
    shows: Array.from({ length: outputFrames }, (_, index) => Math.min(total - 1, index * skip)),
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
