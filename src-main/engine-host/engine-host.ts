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
import { noProbeMemory, type ProbeMemory } from './probe-memory.ts';

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
  /** One of the frames asked for by `echo`. */
  echo?(news: Omit<Answer<'echo'>, 'jobId'>, rgb: Uint8Array): void;
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
  /** Every provider of this platform, best first, each tried anew in a process of its own. What 'auto' means follows it. */
  probe(signal: AbortSignal): Promise<ProbedProvider[]>;
  /** The engine's process id while there is one. */
  readonly pid: number | undefined;
  /** Ends the engine; resolves when it is gone. */
  dispose(): Promise<void>;
}

export interface EngineHostOptions extends EngineProcessOptions {
  /** Shortest time in milliseconds an engine has to answer a cancellation before it is killed. */
  readonly patience?: number;
  /** What 'auto' stood for in earlier starts of the program; absent: it is found out at every start. */
  readonly memory?: ProbeMemory;
}

const defaultPatience = 5000;

interface Loaded {
  readonly asked: LoadRequest;
  readonly provider: ProviderName;
  /** Absent: to be loaded again before the next run. */
  readonly engine?: EngineProcess;
}

/** A failure that a provider may be to blame for, rather than the pack, the request or the person. */
function isProviders(error: unknown): boolean {
  return (
    error instanceof AppError &&
    (error.code === 'engine.backend' || error.code === 'engine.crashed' || error.code === 'engine.failed')
  );
}

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
export function createEngineHost({
  patience = defaultPatience,
  memory = noProbeMemory,
  ...options
}: EngineHostOptions): EngineHost {
  const lane = createLane();
  const living = new Set<EngineProcess>();
  let disposed = false;
  let engine: EngineProcess | undefined;
  /** What is loaded, in which process; the request survives a crash so that it can be repeated. */
  let loaded: Loaded | undefined;
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

  async function loadOn(
    asked: LoadRequest,
    provider: ProviderName,
    signal: AbortSignal,
  ): Promise<LoadedPack> {
    const target = await ready(signal);
    loaded = undefined;
    const answer = await exchange(
      target,
      {
        message: { type: 'load', ...asked, backend: provider },
        handle(news): LoadedPack | undefined {
          failure(news);
          return news.type === 'loaded' ? news : undefined;
        },
      },
      signal,
    );
    loaded = { asked, provider, engine: target };
    return answer;
  }

  /** What was known of the providers has proven wrong: they are tried again when it is next asked what 'auto' means. */
  async function doubt(): Promise<void> {
    probed = undefined;
    await memory.forget();
  }

  /** Loads a pack; where a provider that was only remembered fails, the providers are tried and the choice made again. */
  async function loadPack(asked: LoadRequest, signal: AbortSignal): Promise<LoadedPack> {
    if (asked.backend !== 'auto') return await loadOn(asked, asked.backend, signal);
    const { provider, remembered } = await automatic(signal);
    try {
      return await loadOn(asked, provider, signal);
    } catch (error) {
      if (!remembered || provider === 'cpu' || !isProviders(error)) throw error;
      await doubt();
      return await loadOn(asked, (await automatic(signal)).provider, signal);
    }
  }

  async function probeAll(signal: AbortSignal): Promise<ProbedProvider[]> {
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
    await memory.keep(results);
    return results;
  }

  /** A provider that fails at a run is not what 'auto' should mean the next time. */
  async function afterFailedRun(error: unknown): Promise<void> {
    if (loaded === undefined || loaded.asked.backend !== 'auto' || loaded.provider === 'cpu') return;
    if (!isProviders(error)) return;
    await doubt();
    loaded = { asked: loaded.asked, provider: loaded.provider };
  }

  async function automatic(signal: AbortSignal): Promise<{ provider: ProviderName; remembered: boolean }> {
    const known = probed ?? (await memory.recall());
    if (known === undefined) return { provider: chooseProvider(await probeAll(signal)), remembered: false };
    probed = known;
    return { provider: chooseProvider(known), remembered: true };
  }

  return {
    load: (request, signal) => lane(() => loadPack(request, signal), signal),

    run: (message, given, on, signal) =>
      lane(async () => {
        const previous = loaded;
        if (previous === undefined) {
          throw new AppError('engine.failed', 'No model is loaded.', { retryable: true });
        }
        if (previous.engine === undefined || previous.engine !== (await ready(signal))) {
          try {
            await loadPack(previous.asked, signal);
          } catch (error) {
            // Still what the next run would want.
            loaded = previous;
            throw error;
          }
        }
        // Loading may have taken another process than the one that was there.
        const target = await ready(signal);
        const deadline = createPatience(patience);
        const made = exchange(
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
              else if (news.type === 'echo') on.echo?.(news, rgb);
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
        return await made.catch(async (error: unknown) => {
          await afterFailedRun(error);
          throw error;
        });
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
