import { AppError } from '../errors/app-error.ts';
import type { OperationName, PackManifest, SamplerName } from '../pack/schema.ts';
import { defaultRate, isProjectRate } from '../time/project-rate.ts';
import { frames, framesOfSeconds, seconds, type Frames, type Rate, type Seconds } from '../time/rate.ts';
import {
  checkGapSeconds,
  checkGuidance,
  checkNegative,
  checkOptionalPrompt,
  checkPrompt,
  checkSeconds,
  checkSeed,
  checkSize,
  checkSteps,
} from './input.ts';
import type { SourceFacts } from './piece.ts';
import { planLimitsOf, type PlanLimits } from './planner.ts';
import { aspects, type Aspect, type BackendName, type GenerationRequest, type Size } from './request.ts';

export type Bucket = PackManifest['buckets'][number];

export interface ResolveContext {
  readonly pack: PackManifest;
  /** The project's settings; absent on the command line. */
  readonly project?: { readonly rate: Rate; readonly width: number; readonly height: number } | undefined;
  /** What it is made from, in the order of `sourceUses`. */
  readonly sources?: readonly SourceFacts[] | undefined;
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
  /** Threshold of the first-block cache; undefined: without it. */
  readonly cache: number | undefined;
  readonly backend: BackendName;
  readonly raw: boolean;
  readonly fit: GenerationRequest['fit'];
  /** Whether what is made is brought to the look of the known side. */
  readonly match: boolean;
  /** Whether the pack's finisher draws it, where there is one. Drafts are to be there soon, and `raw` is the decoder's own. */
  readonly finish: boolean;
  /** What is denoised. */
  readonly bucket: Bucket;
  /** Of the finished file: even sides; with `raw` the bucket's visible size. */
  readonly size: Size;
  /** Of the finished file; with `raw` the pack's rate. */
  readonly rate: Rate;
  /**
   * New frames of the finished file, at `rate`; at least 1. Pictures that are pinned are among them. Where the footage
   * decides (fill, restyle, smooth) `planShot` counts them, and this is 1.
   */
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

/**
 * Whether footage says by itself what should be seen. What begins with words, or replaces what is there by words, needs
 * them.
 */
export function needsPrompt(request: Pick<GenerationRequest, 'operation'> & { readonly source?: unknown }) {
  const { operation, source } = request;
  return (
    operation === 'generate' || operation === 'restyle' || (operation === 'loop' && source === undefined)
  );
}

/** Footage goes on in the result, so its size and rate are kept. */
function continuesFootage({ operation }: GenerationRequest): boolean {
  return operation !== 'generate' && operation !== 'animate' && operation !== 'keyframes';
}

/** What the pack must be able to do: an existing clip is closed by a bridge from its end to its beginning. */
function neededOperation(request: GenerationRequest): OperationName {
  return request.operation === 'loop' && request.source !== undefined ? 'bridge' : request.operation;
}

/** Undefined where the footage decides. */
function durationOf(request: GenerationRequest): Seconds | undefined {
  if (!('seconds' in request)) return undefined;
  const check = request.operation === 'bridge' ? checkGapSeconds : checkSeconds;
  return seconds(check(request.seconds));
}

function evenDown(value: number): number {
  return Math.max(2, value - (value % 2));
}

function sizeOf(request: GenerationRequest, context: ResolveContext): Size {
  if (request.size !== undefined) return checkSize(request.size);
  if (request.aspect !== undefined) return defaultSizes[request.aspect];
  const { sources: [source] = [], project } = context;
  if (source !== undefined && continuesFootage(request)) {
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
  const { sources: [source] = [], project } = context;
  if (source !== undefined && continuesFootage(request) && isProjectRate(source.rate)) {
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
  const prompt = needsPrompt(request) ? checkPrompt(request.prompt) : checkOptionalPrompt(request.prompt);
  const negative = checkNegative(request.negative);
  const duration = durationOf(request);
  const refusal = operationRefusal(pack, neededOperation(request));
  if (refusal !== undefined) {
    throw new AppError('pack.operation', refusal, {
      hint: 'Choose another model, or another way to make the shot.',
    });
  }
  const finished = sizeOf(request, context);
  const bucket = bucketOf(request, finished, pack);
  const size = request.raw ? bucket.visible : finished;
  // Smoothing has no other purpose than its rate.
  const keepsRate = request.raw && request.operation !== 'smooth';
  const rate = keepsRate ? pack.frames.rate : rateOf(request, context);
  return {
    operation: request.operation,
    prompt,
    negative,
    seed: request.seed === undefined ? context.drawSeed() : checkSeed(request.seed),
    steps: stepsOf(request, pack),
    guidance: request.guidance === undefined ? pack.sampler.guidance : checkGuidance(request.guidance),
    sampler: pack.sampler.name,
    cache: cacheOf(request, pack),
    backend: request.backend,
    raw: request.raw,
    fit: request.fit,
    match: request.match && !request.raw,
    finish: request.quality === 'final' && !request.raw,
    bucket,
    size: { width: size.width, height: size.height },
    rate: { num: rate.num, den: rate.den },
    outputFrames: frames(duration === undefined ? 1 : Math.max(1, framesOfSeconds(duration, rate))),
    limits: planLimitsOf(pack),
    reframing: shapeDifference(ratioOf(bucket.aspect), size.width / size.height),
  };
}

function cacheOf({ cache }: GenerationRequest, pack: PackManifest): number | undefined {
  if (cache === 'off') return undefined;
  if (pack.family === 'animatic' || pack.cache === undefined) {
    throw new AppError('pack.operation', 'This model evaluates its whole network at every step.', {
      hint: 'Leave the cache off, or choose a model whose pack has one.',
    });
  }
  return cache === 'on' ? pack.cache.threshold : cache;
}

function stepsOf(request: GenerationRequest, pack: PackManifest): number {
  if (request.steps !== undefined) return checkSteps(request.steps);
  return request.quality === 'draft' ? pack.sampler.draftSteps : pack.sampler.steps;
}
