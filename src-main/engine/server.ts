import { setImmediate as macrotask } from 'node:timers/promises';
import { AppError, cancelledError, toErrorData } from '../../src-shared/errors/app-error.ts';
import { assertNever } from '../../src-shared/lib/assert-never.ts';
import type { JobId } from '../../src-shared/lib/ids.ts';
import { probeProvider } from './backends/probe.ts';
import { loadModel } from './load-model.ts';
import type { Model } from './model.ts';
import { framesAhead, type FromEngine, type RunMessage, type ToEngine } from './protocol.ts';
import type { RunReports } from './run/run-reports.ts';

/** Writes one message; resolves when the stream wants more. */
export type Send = (message: FromEngine, payload?: Uint8Array) => Promise<void>;

/** Arrays of numbers one after another, as they lie in memory. */
function bytesOf(arrays: readonly Float32Array[]): Uint8Array {
  return Buffer.concat(
    arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)),
  );
}

interface ActiveJob {
  readonly id: JobId;
  cancelled: boolean;
  /** Frames that may still be sent before the receiver has taken some. */
  credit: number;
  /** Wakes the job when something arrived for it. */
  wake: () => void;
}

/**
 * The engine as a state machine over messages: loads, runs and probes go one after another; a cancellation and a
 * receipt reach the running job at once, that is, between two network evaluations.
 */
export function createEngineServer(
  send: Send,
  { exit, log }: { readonly exit: () => void; readonly log: (text: string) => void },
): { receive(message: ToEngine, payload: Uint8Array): void } {
  let loaded: Model | undefined;
  let active: ActiveJob | undefined;
  let queue: Promise<void> = Promise.resolve();

  const report = async (error: unknown, jobId?: JobId): Promise<void> => {
    const data = toErrorData(error);
    // A defect's stack would be lost at the process border, so it goes to the log.
    if (data.code === 'bug' && error instanceof Error) log(error.stack ?? error.message);
    await send({ type: 'failed', ...(jobId === undefined ? {} : { jobId }), error: data });
  };

  const enqueue = (work: () => Promise<void>, jobId?: JobId): void => {
    queue = queue.then(work).catch((error: unknown) => report(error, jobId));
  };

  async function load(message: Extract<ToEngine, { type: 'load' }>): Promise<void> {
    const start = performance.now();
    const { packFolder, backend: provider, threads } = message;
    // Released first: two models at once may not fit where one does.
    await loaded?.release();
    loaded = undefined;
    const model = await loadModel({ packFolder, provider, threads });
    loaded = model;
    await send({
      type: 'loaded',
      packId: model.manifest.id,
      packVersion: model.manifest.version,
      packHash: model.packHash,
      provider,
      seconds: (performance.now() - start) / 1000,
    });
  }

  function reportsOf(job: ActiveJob): RunReports {
    const jobId = job.id;
    const checkpoint = async (): Promise<void> => {
      // One turn of the loop reads whatever has arrived on standard input.
      await macrotask();
      if (job.cancelled) throw cancelledError();
    };
    return {
      checkpoint,
      phase: (phase) => send({ type: 'phase', jobId, phase }),
      step: (news) => send({ type: 'step', jobId, ...news }),
      preview: ({ width, height, count, rgb }, { step, steps }) =>
        send({ type: 'preview', jobId, step, steps, size: { width, height }, count }, rgb),
      state: (at, arrays) => send({ type: 'state', jobId, ...at, arrays: arrays.length }, bytesOf(arrays)),
      echo: (index, { width, height, rgb }) =>
        send({ type: 'echo', jobId, index, size: { width, height } }, rgb),
      async frame(index, { width, height, rgb }) {
        while (job.credit === 0 && !job.cancelled) {
          await new Promise<void>((resolve) => {
            job.wake = resolve;
          });
        }
        await checkpoint();
        job.credit -= 1;
        await send({ type: 'frame', jobId, index, size: { width, height } }, rgb);
      },
    };
  }

  async function run(message: RunMessage, payload: Uint8Array): Promise<void> {
    if (loaded === undefined) throw new AppError('engine.failed', 'No model is loaded.', { retryable: true });
    const job: ActiveJob = {
      id: message.jobId,
      cancelled: false,
      credit: framesAhead,
      wake: () => undefined,
    };
    active = job;
    try {
      const stats = await loaded.execute(message, payload, reportsOf(job));
      await send({ type: 'done', jobId: job.id, stats });
    } finally {
      active = undefined;
    }
  }

  return {
    receive(message, payload) {
      switch (message.type) {
        case 'load':
          enqueue(() => load(message));
          return;
        case 'run':
          enqueue(() => run(message, payload), message.jobId);
          return;
        case 'probe':
          enqueue(async () => {
            await send({ type: 'probed', provider: await probeProvider(message.provider, message.threads) });
          });
          return;
        case 'cancel':
          if (active?.id !== message.jobId) return;
          active.cancelled = true;
          active.wake();
          return;
        case 'taken':
          if (active?.id !== message.jobId) return;
          active.credit += message.frames;
          active.wake();
          return;
        case 'shutdown':
          exit();
          return;
        default:
          assertNever(message);
      }
    },
  };
}
