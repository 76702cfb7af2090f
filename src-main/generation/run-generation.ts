import { fileFrameAt, pieceOf } from '../../src-shared/generation/piece.ts';
import { planShot } from '../../src-shared/generation/shot-plan.ts';
import type { ShotPlan } from '../../src-shared/generation/shot-plan.ts';
import { sourceUses } from '../../src-shared/generation/source-uses.ts';
import type { Recipe } from '../../src-shared/generation/recipe.ts';
import type { GenerationRequest, Size } from '../../src-shared/generation/request.ts';
import { resolveGeneration } from '../../src-shared/generation/resolve.ts';
import type { ResolvedGeneration } from '../../src-shared/generation/resolve.ts';
import { frames } from '../../src-shared/time/rate.ts';
import type { LoadedPack } from '../engine-host/engine-host.ts';
import type { AssembledTake } from '../media/assemble-take.ts';
import { containerOf } from '../media/coding.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { totalMemory } from '../platform/memory.ts';
import { checkMemory } from './check-memory.ts';
import { findPack } from './find-pack.ts';
import { factsOf, readFootage, type Footage } from './footage.ts';
import { createFrameRouter } from './frame-router.ts';
import type { GenerationDeps, GenerationListener, GenerationResult, GenerationTask } from './generation.ts';
import { holdOf } from './hold-of.ts';
import { grainFilters, grainNear } from './match-grain.ts';
import { createMatcher } from './matcher.ts';
import { makeTake } from './make-take.ts';
import { measureTake } from './measure-joins.ts';
import { startPhaseClock } from './phase-clock.ts';
import { readPictures } from './read-pictures.ts';
import { seedOf } from './run-state.ts';
import { layOutTake, type TakeLayout } from './take-parts.ts';

/** What a take was made from, with the ranges that were used or kept, in frames of each file's own rate. */
function parentsOf(
  request: GenerationRequest,
  footage: readonly Footage[],
  resolved: ResolvedGeneration,
): Recipe['parents'] {
  return sourceUses(request).map(({ mediaId, range }, source) => {
    const file = footage[source];
    if (file === undefined || file.kind === 'image') return { mediaId, range: [0, 1] };
    const piece = pieceOf(source, factsOf(file), resolved.rate, range);
    const first = fileFrameAt(piece, piece.first);
    return { mediaId, range: [first, fileFrameAt(piece, piece.first + piece.count - 1) + 1 - first] };
  });
}

interface Measured {
  readonly seams: Recipe['seams'];
  readonly loop?: Recipe['loop'];
}

async function measured(
  tool: FfmpegTool,
  take: AssembledTake,
  layout: TakeLayout,
  shot: ShotPlan,
  size: Size,
  signal: AbortSignal,
): Promise<Measured> {
  const wish = { joins: layout.joins, closes: shot.closes };
  const { seams, closing } = await measureTake(tool, take, wish, size, signal);
  if (closing === undefined) return { seams: [...seams] };
  const { seam, motion, isStill } = closing;
  return { seams: [...seams, seam], loop: { motion, isStill } };
}

function recipeOf(
  { request }: GenerationTask,
  resolved: ResolvedGeneration,
  shot: ShotPlan,
  loaded: LoadedPack,
  { generated }: Pick<TakeLayout, 'generated'>,
  { seams, loop }: Measured,
  footage: readonly Footage[],
): Recipe {
  const { operation, prompt, negative, seed, steps, guidance, sampler, cache, bucket, size, rate } = resolved;
  return {
    operation,
    prompt,
    negative,
    seed,
    steps,
    guidance,
    sampler,
    ...(cache === undefined ? {} : { cache }),
    pack: { id: loaded.packId, version: loaded.packVersion, sha256: loaded.packHash },
    backend: loaded.provider,
    nativeSize: { width: bucket.width, height: bucket.height },
    size,
    rate,
    plan: shot.plan,
    parents: parentsOf(request, footage, resolved),
    generatedRanges: generated.map(([first, count]) => [first, count]),
    seams,
    ...(loop === undefined ? {} : { loop }),
    request: { ...request, seed, takes: 1 },
    ...(request.operation === 'restyle' ? { strength: request.strength } : {}),
  };
}

/**
 * From a request to a finished file with its recipe: every choice made, the plan run by the engine, frames written as they
 * come, joins measured. The same for the window's queue and for the command line. Nothing stands under `task.out` before
 * everything is there.
 *
 * @throws AppError `input.*`, `pack.*`, `output.*`, `engine.*`, `ffmpeg.*`, `disk.*`, `cancelled`
 */
export async function runGeneration(
  deps: GenerationDeps,
  task: GenerationTask,
  on: GenerationListener,
  signal: AbortSignal,
): Promise<GenerationResult> {
  const clock = startPhaseClock(deps.nowMs);
  const listener: GenerationListener = {
    ...on,
    phase(phase) {
      clock.enter(phase);
      on.phase?.(phase);
    },
  };
  const folders = await deps.packFolders();
  const pack = await findPack(folders, task.request.packId);
  const tool = await deps.ffmpeg();
  const footage = await readFootage(task, deps.ffmpeg, signal);
  const hold = task.request.operation === 'smooth' ? await holdOf(tool, footage[0], signal) : undefined;
  const sources = footage.map((file) => factsOf(file, hold));
  const seed = task.request.seed ?? (await seedOf(task.stateFolder, deps.drawSeed));
  const context = { pack: pack.manifest, project: task.project, sources, drawSeed: () => seed };
  const resolved = resolveGeneration(task.request, context);
  const shot = planShot(task.request, resolved, sources);
  await checkMemory(pack.manifest, folders, resolved, shot, totalMemory());

  listener.phase?.('loading');
  const wish = { size: resolved.bucket.visible, fit: resolved.fit };
  // The footage is read while the engine makes itself ready, its grain while the engine works.
  const [loaded, given] = await Promise.all([
    deps.engine.prepare(pack, resolved.backend, signal),
    readPictures(tool, footage, [...shot.given, ...shot.guides], wish, signal),
  ]);
  const router = createFrameRouter(shot);
  const matches = resolved.match && shot.given.length > 0;
  const matcher = createMatcher(matches ? shot.plan : undefined, given, resolved.bucket.visible);
  const grain = matches ? grainNear(tool, footage, shot, resolved, signal) : Promise.resolve(0);
  // Whoever waits for it hears of its failure; until then it is nobody's.
  grain.catch(() => undefined);
  const finish = async () =>
    containerOf(task.out) === 'gif' ? [] : grainFilters(await grain, resolved.seed);
  const layout = layOutTake(resolved, shot, footage, router);
  const work = { resolved, shot, given, loaded, layout, finish, router, matcher, listener };
  const { take, stats } = await makeTake(deps, tool, task, work, signal);
  listener.phase?.('saving');
  const measures = await measured(tool, take, layout, shot, resolved.size, signal);
  const matching = matches ? { matching: { joins: matcher.joins(), grain: await grain } } : {};
  const recipe = { ...recipeOf(task, resolved, shot, loaded, layout, measures, footage), ...matching };
  const { total, ...phases } = clock.read();
  return {
    recipe,
    out: take.path,
    frames: frames(take.frames),
    size: resolved.size,
    rate: resolved.rate,
    // The engine measured its own phases without the pipe between us.
    seconds: { ...phases, ...stats.seconds, total: total ?? 0 },
    steps: stats.steps,
    evaluations: stats.evaluations,
    peakBytes: stats.peakBytes,
    secondsToFirstPreview: stats.secondsToFirstPreview,
    seams: recipe.seams,
  };
}
