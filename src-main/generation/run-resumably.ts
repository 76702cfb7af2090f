import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import type { EngineHost, RunListener } from '../engine-host/engine-host.ts';
import type { RunMessage, RunStats } from '../engine/protocol.ts';
import type { RunState } from './run-state.ts';

const mostFruitless = 2;

/** The engine is gone; want of memory may have been of the moment. */
function crashed(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'engine.crashed' || error.code === 'engine.memory');
}

/**
 * Runs a plan and goes on from the last saved step when the engine crashes. A step that always crashes is told: after two
 * attempts in a row that saved nothing new.
 *
 * @param state of this very run; frames it holds have been dealt with already
 * @throws AppError as `EngineHost.run`
 */
export async function runResumably(
  host: EngineHost,
  message: Omit<RunMessage, 'type' | 'resume' | 'saveState'>,
  given: Uint8Array,
  state: RunState,
  on: RunListener & {
    /** What is done to a frame before it is kept. */
    readonly prepare: (index: number, rgb: Uint8Array, size: Size) => Uint8Array;
  },
  signal: AbortSignal,
): Promise<RunStats> {
  const listener: RunListener = {
    ...on,
    state: (news, payload) => state.note(news, payload),
    async frame(news, rgb) {
      const ready = on.prepare(news.index, rgb, news.size);
      await state.noteFrame(news.index, ready);
      await on.frame(news, ready);
    },
  };
  let fruitless = 0;
  for (;;) {
    const before = state.progress;
    const from = state.continuation();
    const payload = from === undefined ? given : Buffer.concat([given, from.payload]);
    const resume = from === undefined ? {} : { resume: from.resume };
    try {
      return await host.run({ ...message, saveState: true, ...resume }, payload, listener, signal);
    } catch (error) {
      fruitless = state.progress === before ? fruitless + 1 : 0;
      if (signal.aborted || !crashed(error) || fruitless >= mostFruitless) throw error;
    }
  }
}
