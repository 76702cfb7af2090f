import { AppError } from '../errors/app-error.ts';
import type { OperationName, PackManifest, SamplerName } from '../pack/schema.ts';
import { defaultRate, isProjectRate } from '../time/project-rate.ts';
import { frames, framesOfSeconds, seconds, type Frames, type Rate } from '../time/rate.ts';
import {
  checkGuidance,
  checkNegative,
  checkOptionalPrompt,
  checkPrompt,
  checkSeconds,
  checkSeed,
  checkSize,
  checkSteps,
} from './input.ts';
import { planLimitsOf, type PlanLimits } from './planner.ts';
import { aspects, type Aspect, type BackendName, type GenerationRequest, type Size } from './request.ts';

export type Bucket = PackManifest['buckets'][number];

/** What a request starts from: the footage of an extension, or the image of an animation (`frames` = 1). */
export interface SourceFacts {
  readonly width: number;
  readonly height: number;
  readonly frames: Frames;
  readonly rate: Rate;
}

export interface ResolveContext {
  readonly pack: PackManifest;
  /** The project's settings; absent on the command line. */
  readonly project?: { readonly rate: Rate; readonly width: number; readonly height: number } | undefined;
  readonly source?: SourceFacts | undefined;
  /** Draws a decimal seed where the request has none; randomness comes from outside so that this stays pure. */
  readonly drawSeed: () => string;
}

/** A request with every choice made. */
export interface ResolvedGeneration {
  readonly operation: GenerationRequest['operation'];
  readonly prompt: string;
  readonly negative: string;
  readonly seed: string;
  readonly steps: number;
  readonly guidance: number;
  readonly sampler: SamplerName;
  readonly backend: BackendName;
  readonly raw: boolean;
  /** What is denoised. */
  readonly bucket: Bucket;
  /** Of the finished file: even sides; with `raw` the bucket's visible size. */
  readonly size: Size;
  /** Of the finished file; with `raw` the pack's rate. */
  readonly rate: Rate;
  /** New frames of the finished file, at `rate`; at least 1. The image of an animation is among them. */
  readonly outputFrames: Frames;
  readonly limits: PlanLimits;
  /** How far bucket and finished size differ in shape: 1 = not at all, 1.1 = a tenth is cropped or padded. */
  readonly reframing: number;
}

/** Sizes of a finished clip where nobody asked for another: the shorter side has 720 lines. */
const defaultSizes = {
  '16:9': { width: 1280, height: 720 },
  '9:16': { width: 720, height: 1280 },
  '1:1': { width: 720, height: 720 },
  '4:3': { width: 960, height: 720 },
  '21:9': { width: 1680, height: 720 },
} as const satisfies Record<Aspect, Size>;

function ratioOf(aspect: string): number {
  const [width = 1, height = 1] = aspect.split(':').map(Number);
  return width / height;
}

/** By how much two shapes differ, as a factor of at least 1. */
function shapeDifference(a: number, b: number): number {
  return Math.max(a / b, b / a);
}

/** The bucket whose shape is nearest to a size's. */
export function nearestBucket(buckets: readonly Bucket[], size: Size): Bucket {
  const wanted = size.width / size.height;
  const [nearest] = [...buckets].sort(
    (a, b) => shapeDifference(ratioOf(a.aspect), wanted) - shapeDifference(ratioOf(b.aspect), wanted),
  );
  if (nearest === undefined) throw new AppError('pack.format', 'The pack has no frame size.');
  return nearest;
}

/** The aspect of ours whose shape is nearest to a size's. */
export function nearestAspect(size: Size): Aspect {
  const wanted = size.width / size.height;
  return aspects.reduce((best, aspect) =>
    shapeDifference(ratioOf(aspect), wanted) < shapeDifference(ratioOf(best), wanted) ? aspect : best,
  );
}

/** Why a pack can't do an operation; undefined = it can. */
export function operationRefusal(
  pack: Pick<PackManifest, 'operations'>,
  operation: OperationName,
): string | undefined {
  const support = pack.operations[operation];
  return support.native ? undefined : support.reason;
}

function evenDown(value: number): number {
  return Math.max(2, value - (value % 2));
}

function sizeOf(request: GenerationRequest, context: ResolveContext): Size {
  if (request.size !== undefined) return checkSize(request.size);
  if (request.aspect !== undefined) return defaultSizes[request.aspect];
  const { source, project } = context;
  if (source !== undefined && request.operation.startsWith('extend')) {
    // Known frames stay as they are; an odd last row or column can't be stored in 4:2:0.
    return checkSize({ width: evenDown(source.width), height: evenDown(source.height) });
  }
  if (project !== undefined)
    return checkSize({ width: evenDown(project.width), height: evenDown(project.height) });
  return defaultSizes[source === undefined ? '16:9' : nearestAspect(source)];
}

function rateOf(request: GenerationRequest, context: ResolveContext): Rate {
  if (request.rate !== undefined) {
    if (isProjectRate(request.rate)) return request.rate;
    throw new AppError('input.rate', 'That frame rate cannot be delivered.', {
      hint: 'Use 23.976, 24, 25, 29.97, 30, 48, 50, 59.94 or 60.',
    });
  }
  const { source, project } = context;
  if (source !== undefined && request.operation.startsWith('extend') && isProjectRate(source.rate)) {
    return source.rate;
  }
  return project?.rate ?? defaultRate;
}

function bucketOf(request: GenerationRequest, size: Size, pack: PackManifest): Bucket {
  const named = request.size === undefined ? request.aspect : undefined;
  return pack.buckets.find((bucket) => bucket.aspect === named) ?? nearestBucket(pack.buckets, size);
}

/**
 * Makes every choice a request leaves open.
 *
 * @throws AppError `input.*` for what a person typed, `pack.operation` for what the pack can't do
 */
export function resolveGeneration(request: GenerationRequest, context: ResolveContext): ResolvedGeneration {
  const { pack } = context;
  // A clip that goes on says by itself what should be seen; everything else begins with words.
  const prompt = request.operation.startsWith('extend')
    ? checkOptionalPrompt(request.prompt)
    : checkPrompt(request.prompt);
  const negative = checkNegative(request.negative);
  const duration = seconds(checkSeconds(request.seconds));
  const refusal = operationRefusal(pack, request.operation);
  if (refusal !== undefined) {
    throw new AppError('pack.operation', refusal, {
      hint: 'Choose another model, or another way to make the shot.',
    });
  }
  const finished = sizeOf(request, context);
  const bucket = bucketOf(request, finished, pack);
  const size = request.raw ? bucket.visible : finished;
  const rate = request.raw ? pack.frames.rate : rateOf(request, context);
  return {
    operation: request.operation,
    prompt,
    negative,
    seed: request.seed === undefined ? context.drawSeed() : checkSeed(request.seed),
    steps: stepsOf(request, pack),
    guidance: request.guidance === undefined ? pack.sampler.guidance : checkGuidance(request.guidance),
    sampler: pack.sampler.name,
    backend: request.backend,
    raw: request.raw,
    bucket,
    size: { width: size.width, height: size.height },
    rate: { num: rate.num, den: rate.den },
    outputFrames: frames(Math.max(1, framesOfSeconds(duration, rate))),
    limits: planLimitsOf(pack),
    reframing: shapeDifference(ratioOf(bucket.aspect), size.width / size.height),
  };
}

function stepsOf(request: GenerationRequest, pack: PackManifest): number {
  if (request.steps !== undefined) return checkSteps(request.steps);
  return request.quality === 'draft' ? pack.sampler.draftSteps : pack.sampler.steps;
}
