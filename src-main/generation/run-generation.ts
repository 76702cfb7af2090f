import { AppError } from '../../src-shared/errors/app-error.ts';
import { planShot } from '../../src-shared/generation/shot-plan.ts';
import type { ShotPlan } from '../../src-shared/generation/shot-plan.ts';
import type { Recipe } from '../../src-shared/generation/recipe.ts';
import type { GenerationRequest } from '../../src-shared/generation/request.ts';
import { resolveGeneration } from '../../src-shared/generation/resolve.ts';
import type { ResolvedGeneration, SourceFacts } from '../../src-shared/generation/resolve.ts';
import { frames } from '../../src-shared/time/rate.ts';
import type { LoadedPack } from '../engine-host/engine-host.ts';
import type { RunStats } from '../engine/protocol.ts';
import { shownName } from '../files/failures.ts';
import { assembleTake } from '../media/assemble-take.ts';
import type { AssembledTake } from '../media/assemble-take.ts';
import { containerOf } from '../media/coding.ts';
import { probeMedia } from '../media/probe.ts';
import { readFrames } from '../media/read-frames.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { findPack } from './find-pack.ts';
import type { GenerationDeps, GenerationListener, GenerationResult, GenerationTask } from './generation.ts';
import { createHandoff } from './handoff.ts';
import type { Handoff } from './handoff.ts';
import { measureJoins } from './measure-joins.ts';
import { startPhaseClock } from './phase-clock.ts';
import { splitStrip } from './split-strip.ts';
import { layOutTake, repeatsByIndex } from './take-parts.ts';
import type { Footage, ShownFrame, TakeLayout } from './take-parts.ts';

/** Often enough to see the picture form, seldom enough to cost nothing. */
const previewIntervalMs = 120;

/** What the request starts from, looked into before anything is loaded. */
async function readFootage(
  { request, source }: GenerationTask,
  signal: AbortSignal,
): Promise<Footage | undefined> {
  if (source === undefined) return undefined;
  const probe = await probeMedia(source.path, signal);
  if (probe.kind === 'audio') {
    throw new AppError('input.file.format', `“${shownName(source.path)}” has no pictures.`);
  }
  const wanted = request.operation === 'animate' ? 'image' : 'video';
  if (probe.kind !== wanted) {
    const found = probe.kind === 'image' ? 'a picture' : 'a video';
    const remedy = probe.kind === 'image' ? 'Animate it instead.' : 'Extend it instead.';
    throw new AppError('input.file.format', `“${shownName(source.path)}” is ${found}.`, { hint: remedy });
  }
  return probe;
}

function factsOf(footage: Footage): SourceFacts {
  const { width, height } = footage;
  return footage.kind === 'image'
    ? { width, height, frames: frames(1), rate: { num: 24, den: 1 } }
    : { width, height, frames: footage.frames, rate: footage.rate };
}

function parentsOf(request: GenerationRequest, footage: Footage | undefined): Recipe['parents'] {
  if (footage === undefined || request.operation === 'generate') return [];
  const mediaId = request.operation === 'animate' ? request.image : request.source;
  return [{ mediaId, range: [0, footage.kind === 'image' ? 1 : footage.frames] }];
}

interface Made {
  readonly take: AssembledTake;
  readonly stats: RunStats;
}

/** Runs the engine and writes what it makes, frame by frame: one ends when the other fails. */
async function makeTake(
  deps: GenerationDeps,
  tool: FfmpegTool,
  task: GenerationTask,
  work: {
    readonly resolved: ResolvedGeneration;
    readonly shot: ShotPlan;
    readonly given: Uint8Array;
    readonly layout: TakeLayout;
    /** Leads to the part of the layout that is made. */
    readonly handoff: Handoff<ShownFrame>;
    readonly listener: GenerationListener;
  },
  signal: AbortSignal,
): Promise<Made> {
  const { resolved, shot, given, layout, handoff, listener } = work;
  const repeats = repeatsByIndex(shot);
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const written: { take?: Promise<AssembledTake>; failure?: unknown } = {};

  /** ffmpeg is started when there is something to write: it would only wait for minutes before. */
  function startWriting(): Promise<AssembledTake> {
    if (written.take !== undefined) return written.take;
    const options = {
      out: task.out,
      container: containerOf(task.out),
      size: resolved.size,
      rate: resolved.rate,
      lossless: resolved.raw,
      parts: layout.parts,
    };
    written.take = assembleTake(tool, options, stop.signal);
    written.take.catch((error: unknown) => {
      written.failure = error;
      handoff.fail(error);
      stop.abort(error);
    });
    return written.take;
  }

  try {
    const stats = await deps.engine.host.run(
      {
        jobId: task.jobId,
        plan: shot.plan,
        prompt: resolved.prompt,
        negative: resolved.negative,
        seed: resolved.seed,
        steps: resolved.steps,
        guidance: resolved.guidance,
        sampler: resolved.sampler,
        aspect: resolved.bucket.aspect,
        finish: false,
        previewInterval: listener.preview === undefined ? 0 : previewIntervalMs,
      },
      given,
      {
        phase: (phase) => listener.phase?.(phase),
        step: ({ step, steps }) => listener.step?.(step, steps),
        preview: ({ step, steps, size, count }, strip) =>
          listener.preview?.({ step, steps, size, frames: splitStrip(strip, size, count) }),
        async frame({ index }, rgb) {
          const repeat = repeats[index] ?? 0;
          if (repeat === 0) return;
          void startWriting();
          await handoff.give({ rgb, repeat });
        },
      },
      stop.signal,
    );
    listener.phase?.('writing');
    const writing = startWriting();
    handoff.end();
    return { take: await writing, stats };
  } catch (error) {
    handoff.fail(error);
    stop.abort(error);
    await written.take?.catch(() => undefined);
    // A full disk ends the engine's run too; the disk is what there is to say.
    throw signal.aborted ? error : (written.failure ?? error);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function recipeOf(
  task: GenerationTask,
  resolved: ResolvedGeneration,
  shot: ShotPlan,
  loaded: LoadedPack,
  layout: Pick<TakeLayout, 'generated'>,
  seams: Recipe['seams'],
  footage: Footage | undefined,
): Recipe {
  const { operation, prompt, negative, seed, steps, guidance, sampler, bucket, size, rate } = resolved;
  const [first, count] = layout.generated;
  return {
    operation,
    prompt,
    negative,
    seed,
    steps,
    guidance,
    sampler,
    pack: { id: loaded.packId, version: loaded.packVersion, sha256: loaded.packHash },
    backend: loaded.provider,
    nativeSize: { width: bucket.width, height: bucket.height },
    size,
    rate,
    plan: shot.plan,
    parents: parentsOf(task.request, footage),
    generatedRanges: count === 0 ? [] : [[first, count]],
    seams,
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
  const pack = await findPack(deps.modelsFolder, task.request.packId);
  const tool = await deps.ffmpeg();
  const footage = await readFootage(task, signal);
  const source = footage === undefined ? undefined : factsOf(footage);
  const { drawSeed } = deps;
  const context = { pack: pack.manifest, project: task.project, source, drawSeed };
  const resolved = resolveGeneration(task.request, context);
  const shot = planShot(resolved, source);

  listener.phase?.('loading');
  const loaded = await deps.engine.prepare(pack, resolved.backend, signal);
  listener.phase?.('reading-prompt');
  const given =
    footage === undefined
      ? new Uint8Array(0)
      : await readFrames(
          tool,
          footage,
          { indices: shot.knownFrames, size: resolved.bucket.visible, fit: 'cover' },
          signal,
        );

  const handoff = createHandoff<ShownFrame>();
  const layout = layOutTake(resolved, shot, footage, handoff.items);
  const work = { resolved, shot, given, layout, handoff, listener };
  const { take, stats } = await makeTake(deps, tool, task, work, signal);
  listener.phase?.('saving');
  const seams = await measureJoins(tool, take, layout.joins, resolved.size, signal);
  const recipe = recipeOf(task, resolved, shot, loaded, layout, seams, footage);
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
    seams,
  };
}
