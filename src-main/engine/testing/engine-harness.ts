import { jobIdSchema } from '../../../src-shared/lib/ids.ts';
import type { FromEngine, RunMessage, ToEngine } from '../protocol.ts';
import { createEngineServer } from '../server.ts';

export const jobId = jobIdSchema.parse('job-1');

interface Received {
  readonly message: FromEngine;
  readonly payload: Uint8Array;
}

function isOfType<Type extends FromEngine['type']>(
  message: FromEngine,
  type: Type,
): message is Extract<FromEngine, { type: Type }> {
  return message.type === type;
}

/** The engine's own code without a process around it, so that the moment of every message is known. */
export function createHarness(onMessage: (message: FromEngine) => void = () => undefined) {
  const received: Received[] = [];
  const waiting: { type: FromEngine['type']; resolve: (found: Received) => void }[] = [];
  const server = createEngineServer(
    (message, payload = new Uint8Array(0)) => {
      const entry = { message, payload: payload.slice() };
      received.push(entry);
      for (const wanted of waiting.splice(0)) {
        if (wanted.type === message.type) wanted.resolve(entry);
        else waiting.push(wanted);
      }
      onMessage(message);
      return Promise.resolve();
    },
    { exit: () => undefined, log: () => undefined },
  );
  return {
    received,
    receive: (message: ToEngine, payload: Uint8Array = new Uint8Array(0)) => server.receive(message, payload),
    /** The next message of a type. */
    next: (type: FromEngine['type']) => new Promise<Received>((resolve) => waiting.push({ type, resolve })),
    all: <Type extends FromEngine['type']>(type: Type) =>
      received.flatMap(({ message }) => (isOfType(message, type) ? [message] : [])),
    frames: () => received.filter(({ message }) => message.type === 'frame').map(({ payload }) => payload),
  };
}

export type Harness = ReturnType<typeof createHarness>;

export async function load(harness: Harness, folder: string): Promise<FromEngine> {
  const answer = Promise.race([harness.next('loaded'), harness.next('failed')]);
  harness.receive({ type: 'load', packFolder: folder, backend: 'cpu', threads: 1 });
  return (await answer).message;
}

export function line(total: number, given: readonly number[] = []): RunMessage['plan'] {
  const frames = Array.from({ length: total }, (_, index) => index);
  return {
    rate: { num: 8, den: 1 },
    total,
    given: [...given],
    windows: [{ frames, known: frames.map((frame) => given.includes(frame)) }],
    loop: false,
  };
}

export function run(change: Partial<RunMessage> = {}): RunMessage {
  return {
    type: 'run',
    jobId,
    plan: line(3),
    prompt: 'a red ball',
    negative: '',
    seed: '7',
    steps: 4,
    guidance: 2,
    sampler: 'euler',
    aspect: '1:1',
    finish: false,
    previewInterval: 0,
    ...change,
  };
}

/** Runs to the end, taking every frame at once. */
export async function finish(harness: Harness, message: RunMessage, given?: Uint8Array): Promise<FromEngine> {
  const end = Promise.race([harness.next('done'), harness.next('failed')]);
  harness.receive(message, given);
  harness.receive({ type: 'taken', jobId: message.jobId, frames: 1000 });
  return (await end).message;
}

/** A picture of the 1:1 bucket. */
export function picture(seed: number): Uint8Array {
  return Uint8Array.from({ length: 16 * 16 * 3 }, (_, index) => (index * 7 + seed * 53) % 256);
}
