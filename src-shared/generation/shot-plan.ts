import { AppError } from '../errors/app-error.ts';
import { assertNever } from '../lib/assert-never.ts';
import {
  availableModelFrames,
  conformBackward,
  conformForward,
  framesAfter,
  framesBeforeEnd,
} from './conform.ts';
import type { GenerationPlan } from './plan.ts';
import { planGeneration } from './planner.ts';
import type { ResolvedGeneration, SourceFacts } from './resolve.ts';

/** A resolved request as work: what to give the engine, and what each new frame of the finished file shows. */
export interface ShotPlan {
  readonly plan: GenerationPlan;
  /** Frames of the source, at its own rate, to hand over as `plan.given`, in that order; [0] for an image. */
  readonly knownFrames: readonly number[];
  /** For each new frame of the finished file: an index of the plan. An animation's first shows its given image. */
  readonly shows: readonly number[];
}

/**
 * @param source what is animated or extended; not needed to generate
 * @throws AppError `input.clip.tooShort` for footage without a frame
 */
export function planShot(resolved: ResolvedGeneration, source?: SourceFacts): ShotPlan {
  const { limits, outputFrames, rate } = resolved;
  const model = limits.rate;
  switch (resolved.operation) {
    case 'generate':
    case 'animate': {
      const { newFrames, shows } = conformForward(outputFrames, rate, model);
      const plan = planGeneration({ operation: resolved.operation, frames: newFrames }, limits);
      return { plan, shows, knownFrames: plan.given };
    }
    case 'extend-forward': {
      const { count, sourceRate, available } = footage(source, resolved);
      const { newFrames, shows } = conformForward(outputFrames, rate, model);
      const plan = planGeneration({ operation: resolved.operation, newFrames, available }, limits);
      const known = plan.given.length;
      return {
        plan,
        shows: shows.map((index) => known + index),
        knownFrames: framesBeforeEnd(known, count, sourceRate, model),
      };
    }
    case 'extend-backward': {
      const { count, sourceRate, available } = footage(source, resolved);
      const { newFrames, shows } = conformBackward(outputFrames, rate, model);
      const plan = planGeneration({ operation: resolved.operation, newFrames, available }, limits);
      return {
        plan,
        shows,
        knownFrames: framesAfter(plan.given.length, 0, count, sourceRate, model),
      };
    }
    default:
      return assertNever(resolved.operation);
  }
}

function footage(source: SourceFacts | undefined, resolved: ResolvedGeneration) {
  if (source === undefined || source.frames < 1) {
    throw new AppError('input.clip.tooShort', 'The clip has no frame to continue from.', {
      hint: 'Use a video with at least one frame.',
    });
  }
  return {
    count: source.frames,
    sourceRate: source.rate,
    available: availableModelFrames(source.frames, source.rate, resolved.limits.rate),
  };
}
