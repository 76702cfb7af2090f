import type { ResolvedGeneration } from '../../src-shared/generation/resolve.ts';
import type { ShotPlan } from '../../src-shared/generation/shot-plan.ts';
import type { LoadedPack } from '../engine-host/engine-host.ts';
import type { RunStats } from '../engine/protocol.ts';
import { assembleTake } from '../media/assemble-take.ts';
import type { AssembledTake } from '../media/assemble-take.ts';
import { containerOf } from '../media/coding.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import type { FrameRouter } from './frame-router.ts';
import type { GenerationDeps, GenerationListener, GenerationTask } from './generation.ts';
import { madeSize } from './made-size.ts';
import type { Matcher } from './matcher.ts';
import { runResumably } from './run-resumably.ts';
import { openRunState, runKey } from './run-state.ts';
import { splitStrip } from './split-strip.ts';
import type { TakeLayout } from './take-parts.ts';

/** Often enough to see the picture form, seldom enough to cost nothing. */
const previewIntervalMs = 120;

export interface TakeWork {
  readonly resolved: ResolvedGeneration;
  readonly shot: ShotPlan;
  /** Pictures of `shot.given`, then of `shot.guides`. */
  readonly given: Uint8Array;
  readonly loaded: LoadedPack;
  readonly layout: TakeLayout;
  /** Filters for what the model made, at the file's size. */
  readonly finish: () => Promise<readonly string[]>;
  readonly router: FrameRouter;
  readonly matcher: Matcher;
  readonly listener: GenerationListener;
}

export interface MadeTake {
  readonly take: AssembledTake;
  readonly stats: RunStats;
}

function messageOf({ jobId, request }: GenerationTask, { resolved, shot, matcher, listener }: TakeWork) {
  const { prompt, negative, seed, steps, guidance, sampler, cache, bucket } = resolved;
  return {
    jobId,
    plan: shot.plan,
    prompt,
    negative,
    seed,
    steps,
    guidance,
    sampler,
    ...(cache === undefined ? {} : { cache }),
    aspect: bucket.aspect,
    finish: resolved.finish,
    previewInterval: listener.preview === undefined ? 0 : previewIntervalMs,
    ...(matcher.echo.length > 0 ? { echo: [...matcher.echo] } : {}),
    ...(shot.guides.length > 0 && request.operation === 'restyle'
      ? { restyle: { strength: request.strength } }
      : {}),
  };
}

/** @param first picture the engine made: only it tells whether the pack has a finisher, and how much larger it draws */
async function writeTake(
  tool: FfmpegTool,
  { out }: GenerationTask,
  { resolved, layout, finish }: TakeWork,
  first: Uint8Array | undefined,
  signal: AbortSignal,
): Promise<AssembledTake> {
  const filters = await finish();
  const size = first === undefined ? undefined : madeSize(first.length, resolved.bucket.visible);
  const parts = layout.parts.map((part) =>
    part.kind === 'generated' || part.kind === 'woven'
      ? { ...part, finish: filters, ...(size === undefined ? {} : { size }) }
      : part,
  );
  const options = {
    out,
    container: containerOf(out),
    size: resolved.size,
    rate: resolved.rate,
    lossless: resolved.raw,
    parts,
    sound: layout.sound,
  };
  return assembleTake(tool, options, signal);
}

/** Runs the engine and writes what it makes, frame by frame: one ends when the other fails. */
export async function makeTake(
  deps: GenerationDeps,
  tool: FfmpegTool,
  task: GenerationTask,
  work: TakeWork,
  signal: AbortSignal,
): Promise<MadeTake> {
  const { given, loaded, router, matcher, listener } = work;
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const written: { take?: Promise<AssembledTake>; failure?: unknown } = {};

  /** ffmpeg is started when there is something to write: it would only wait for minutes before. */
  function startWriting(first?: Uint8Array): Promise<AssembledTake> {
    if (written.take !== undefined) return written.take;
    written.take = writeTake(tool, task, work, first, stop.signal);
    written.take.catch((error: unknown) => {
      written.failure = error;
      router.fail(error);
      stop.abort(error);
    });
    return written.take;
  }

  const deal = async (index: number, rgb: Uint8Array): Promise<void> => {
    void startWriting(rgb);
    await router.give(index, rgb);
  };

  const message = messageOf(task, work);
  const key = runKey(message, given, [loaded.packHash, loaded.provider]);
  const state = await openRunState(task.stateFolder, key);
  try {
    for await (const { index, rgb } of state.framesBefore) await deal(index, rgb);
    const stats = await runResumably(
      deps.engine.host,
      message,
      given,
      state,
      {
        phase: (phase) => listener.phase?.(phase),
        step: ({ step, steps }) => listener.step?.(step, steps),
        preview: ({ step, steps, size, count }, strip) =>
          listener.preview?.({ step, steps, size, frames: splitStrip(strip, size, count) }),
        echo: ({ index, size }, rgb) => matcher.note(index, rgb, size),
        prepare: (index, rgb, size) => matcher.apply(index, rgb, size),
        frame: ({ index }, rgb) => deal(index, rgb),
      },
      stop.signal,
    );
    listener.phase?.('writing');
    const writing = startWriting();
    router.end();
    return { take: await writing, stats };
  } catch (error) {
    router.fail(error);
    stop.abort(error);
    await written.take?.catch(() => undefined);
    // A full disk ends the engine's run too; the disk is what there is to say.
    throw signal.aborted ? error : (written.failure ?? error);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await state.close();
  }
}
