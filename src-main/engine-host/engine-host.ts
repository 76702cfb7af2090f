import { AppError, cancelledError, fromErrorData } from '../../src-shared/errors/app-error.ts';
import type { BackendName } from '../../src-shared/generation/request.ts';
import type { PhaseName } from '../../src-shared/jobs/job.ts';
import { candidateProviders } from '../engine/backends/candidates.ts';
import { chooseProvider } from '../engine/backends/choose-provider.ts';
import type { FromEngine, ProbedProvider, ProviderName, RunMessage, RunStats } from '../engine/protocol.ts';
import { startEngineProcess, type EngineProcess, type EngineProcessOptions } from './engine-process.ts';
import { exchange } from './exchange.ts';
import { createLane } from './lane.ts';
import { createPatience } from './patience.ts';

type Answer<Type extends FromEngine['type']> = Omit<Extract<FromEngine, { type: Type }>, 'type'>;

export type LoadedPack = Answer<'loaded'>;

export interface LoadRequest {
  readonly packFolder: string;
  readonly backend: BackendName;
  /** Threads inside one operator; the number of physical cores, or one less to keep the machine responsive. */
  readonly threads: number;
}

/** News of a run. A promise holds the engine back until it resolves; an error ends the run and is thrown by it. */
export interface RunListener {
  phase?(phase: PhaseName): void;
  step?(news: Omit<Answer<'step'>, 'jobId'>): void;
  /** `rgb`: RGB24, `count` frames of `size` side by side. */
  preview?(news: Omit<Answer<'preview'>, 'jobId'>, rgb: Uint8Array): void;
  /** `rgb`: RGB24 of one finished model frame; ascending by index, given frames left out. */
  frame(news: Omit<Answer<'frame'>, 'jobId'>, rgb: Uint8Array): Promise<void> | void;
  /** With `saveState`: what the run could go on from. */
  state?(news: Omit<Answer<'state'>, 'jobId'>, payload: Uint8Array): Promise<void> | void;
}

export interface EngineHost {
  /** Verifies and loads a pack, in place of the one that was loaded. */
  load(request: LoadRequest, signal: AbortSignal): Promise<LoadedPack>;
  /** Runs a plan on the loaded pack; after a crash on a fresh engine, with the pack loaded again. */
  run(
    message: Omit<RunMessage, 'type'>,
    given: Uint8Array,
    on: RunListener,
    signal: AbortSignal,
  ): Promise<RunStats>;
  /** Every provider of this platform, best first, each tried in a process of its own. Remembered. */
  probe(signal: AbortSignal): Promise<ProbedProvider[]>;
  /** The engine's process id while there is one. */
  readonly pid: number | undefined;
  /** Ends the engine; resolves when it is gone. */
  dispose(): Promise<void>;
}

export interface EngineHostOptions extends EngineProcessOptions {
  /** Shortest time in milliseconds an engine has to answer a cancellation before it is killed. */
  readonly patience?: number;
}

const defaultPatience = 5000;

function failure(answer: FromEngine): void {
  if (answer.type === 'failed') throw fromErrorData(answer.error);
}

/** The verdict on a provider; undefined where trying it ended the process. */
async function probeIn(
  engine: EngineProcess,
  provider: ProviderName,
  signal: AbortSignal,
): Promise<ProbedProvider | undefined> {
  try {
    return await exchange(
      engine,
      {
        message: { type: 'probe', provider, threads: 1 },
        handle(news): ProbedProvider | undefined {
          failure(news);
          return news.type === 'probed' ? news.provider : undefined;
        },
      },
      signal,
    );
  } catch (error) {
    // A driver that takes the process down is a provider that does not work, not a failure of the program.
    if (error instanceof AppError && (error.code === 'engine.crashed' || error.code === 'engine.memory')) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Owns the engine process: starts it at first use, starts it again after a crash, lets one thing happen at a time, and
 * ends it. An engine that does not answer is killed; nothing but its job is lost.
 */
export function createEngineHost({ patience = defaultPatience, ...options }: EngineHostOptions): EngineHost {
  const lane = createLane();
  const living = new Set<EngineProcess>();
  let disposed = false;
  let engine: EngineProcess | undefined;
  /** What is loaded, in which process; the request survives a crash so that it can be repeated. */
  let loaded: { request: LoadRequest & { backend: ProviderName }; engine: EngineProcess } | undefined;
  let probed: ProbedProvider[] | undefined;

  async function start(signal: AbortSignal): Promise<EngineProcess> {
    if (disposed) throw cancelledError();
    const started = startEngineProcess(options);
    living.add(started);
    void started.ended.then(() => living.delete(started));
    await exchange(started, { handle: (answer) => (answer.type === 'ready' ? true : undefined) }, signal);
    return started;
  }

  async function ready(signal: AbortSignal): Promise<EngineProcess> {
    if (engine !== undefined && living.has(engine)) return engine;
    engine = await start(signal);
    return engine;
  }

  async function loadInto(
    target: EngineProcess,
    request: LoadRequest & { backend: ProviderName },
    signal: AbortSignal,
  ): Promise<LoadedPack> {
    loaded = undefined;
    const answer = await exchange(
      target,
      {
        message: { type: 'load', ...request },
        handle(news): LoadedPack | undefined {
          failure(news);
          return news.type === 'loaded' ? news : undefined;
        },
      },
      signal,
    );
    loaded = { request, engine: target };
    return answer;
  }

  async function probeAll(signal: AbortSignal): Promise<ProbedProvider[]> {
    if (probed !== undefined) return probed;
    const results: ProbedProvider[] = [];
    // Not the engine itself: a driver that crashes must not take a loaded model with it.
    let scratch: EngineProcess | undefined;
    try {
      for (const provider of candidateProviders(process.platform, process.arch)) {
        scratch ??= await start(signal);
        const verdict = await probeIn(scratch, provider, signal);
        if (verdict === undefined) scratch = undefined;
        results.push(verdict ?? { name: provider, works: false, reason: 'Its driver crashed.' });
      }
    } finally {
      await scratch?.kill();
    }
    probed = results;
    return results;
  }

  async function concrete(backend: BackendName, signal: AbortSignal): Promise<ProviderName> {
    return backend === 'auto' ? chooseProvider(await probeAll(signal)) : backend;
  }

  return {
    load: (request, signal) =>
      lane(async () => {
        const backend = await concrete(request.backend, signal);
        return await loadInto(await ready(signal), { ...request, backend }, signal);
      }, signal),

    run: (message, given, on, signal) =>
      lane(async () => {
        const previous = loaded;
        if (previous === undefined) {
          throw new AppError('engine.failed', 'No model is loaded.', { retryable: true });
        }
        const target = await ready(signal);
        if (previous.engine !== target) {
          try {
            await loadInto(target, previous.request, signal);
          } catch (error) {
            // Still what the next run would want.
            loaded = previous;
            throw error;
          }
        }
        const deadline = createPatience(patience);
        return await exchange(
          target,
          {
            message: { type: 'run', ...message },
            payload: given,
            cancel: { type: 'cancel', jobId: message.jobId },
            patience: deadline.milliseconds,
            async handle(news, rgb): Promise<RunStats | undefined> {
              failure(news);
              deadline.noteStep(news);
              if (news.type === 'phase') on.phase?.(news.phase);
              else if (news.type === 'step') on.step?.(news);
              else if (news.type === 'preview') on.preview?.(news, rgb);
              else if (news.type === 'state') await on.state?.(news, rgb);
              else if (news.type === 'frame') {
                await on.frame(news, rgb);
                target.send({ type: 'taken', jobId: message.jobId, frames: 1 });
              }
              return news.type === 'done' ? news.stats : undefined;
            },
          },
          signal,
        );
      }, signal),

    get pid() {
      return engine !== undefined && living.has(engine) ? engine.pid : undefined;
    },

    probe: (signal) => lane(() => probeAll(signal), signal),

    async dispose() {
      disposed = true;
      await Promise.all([...living].map((each) => each.kill()));
    },
  };
}
