import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { jobIdSchema } from '../../src-shared/lib/ids.ts';
import { buildProgram, type BuiltProgram } from '../platform/testing/built-program.ts';
import { writeTinyPack, type TinyPack } from '../engine/testing/tiny-pack.ts';
import type { RunMessage } from '../engine/protocol.ts';
import { silentLogger } from '../log/logger.ts';
import { processStart } from '../platform/process-start.ts';
import { createEngineHost, type EngineHost } from './engine-host.ts';

let engine: BuiltProgram;
let pack: TinyPack;
let host: EngineHost;
const never = new AbortController().signal;
const nothing = new Uint8Array(0);

beforeAll(async () => {
  [engine, pack] = await Promise.all([buildProgram('engine'), writeTinyPack()]);
});
afterAll(async () => {
  await Promise.all([engine.remove(), pack.remove()]);
});
beforeEach(() => {
  host = createEngineHost({ nodePath: process.execPath, enginePath: engine.path, log: silentLogger });
});
afterEach(async () => {
  await host.dispose();
});

function message(change: Partial<RunMessage> = {}): Omit<RunMessage, 'type'> {
  return {
    jobId: jobIdSchema.parse('job-1'),
    plan: {
      rate: { num: 8, den: 1 },
      total: 3,
      given: [],
      windows: [{ frames: [0, 1, 2], known: [false, false, false] }],
      loop: false,
    },
    prompt: 'a red ball rolls',
    negative: '',
    seed: '7',
    steps: 4,
    guidance: 2,
    sampler: 'dpmpp-2m',
    aspect: '16:9',
    finish: false,
    previewInterval: 0,
    ...change,
  };
}

const load = (): Promise<unknown> =>
  host.load({ packFolder: pack.folder, backend: 'cpu', threads: 1 }, never);

async function frames(change: Partial<RunMessage> = {}): Promise<string> {
  const received: string[] = [];
  await host.run(
    message(change),
    nothing,
    { frame: ({ index }, rgb) => void received.push(`${index}:${Buffer.from(rgb).toString('hex')}`) },
    never,
  );
  return received.join('\n');
}

/** A process that is gone has no start any more. */
async function isAlive(pid: number | undefined): Promise<boolean> {
  return pid !== undefined && (await processStart(pid)) !== undefined;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

describe('the engine host', () => {
  it('starts the engine at first use and says what it loaded', async () => {
    expect(host.pid).toBeUndefined();
    expect(await host.load({ packFolder: pack.folder, backend: 'cpu', threads: 1 }, never)).toMatchObject({
      packId: 'tiny',
      packVersion: '1.0.0',
      provider: 'cpu',
      packHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await isAlive(host.pid)).toBe(true);
  });

  it('reports phases, every step and every frame in order, then the statistics', async () => {
    await load();
    const news: string[] = [];
    const stats = await host.run(
      message({ previewInterval: 0.001 }),
      nothing,
      {
        phase: (phase) => void news.push(phase),
        step: ({ step, steps }) => void news.push(`step ${step}/${steps}`),
        preview: ({ count, size }, rgb) => {
          expect(rgb.length).toBe(count * size.width * size.height * 3);
          news.push('preview');
        },
        frame: ({ index, size }, rgb) => {
          expect(rgb.length).toBe(size.width * size.height * 3);
          news.push(`frame ${index} ${size.width}x${size.height}`);
        },
      },
      never,
    );
    expect(news.filter((entry) => entry !== 'preview')).toEqual([
      'reading-prompt',
      'denoising',
      'step 1/4',
      'step 2/4',
      'step 3/4',
      'step 4/4',
      'decoding',
      'frame 0 32x18',
      'frame 1 32x18',
      'frame 2 32x18',
    ]);
    expect(news.filter((entry) => entry === 'preview')).toHaveLength(4);
    // Levels 1, 0.75, 0.5, 0.25: three of them inside the guidance interval.
    expect(stats).toMatchObject({ steps: 4, evaluations: 7, promptTokens: { used: 6, full: 6 } });
    expect(stats.peakBytes).toBeGreaterThan(10e6);
    expect(stats.secondsToFirstPreview).toBeGreaterThan(0);
    expect(Object.keys(stats.seconds)).toEqual(['reading-prompt', 'denoising', 'decoding']);
  });

  it('gives the same frames for the same seed, in the same process and in another one, and others for others', async () => {
    await load();
    const first = await frames();
    const again = await frames();
    await host.dispose();
    host = createEngineHost({ nodePath: process.execPath, enginePath: engine.path, log: silentLogger });
    await load();
    expect([again, await frames()]).toEqual([first, first]);
    expect(await frames({ seed: '8' })).not.toBe(first);
    expect(await frames({ prompt: 'a blue ball rolls' })).not.toBe(first);
    expect(await frames({ negative: 'red' })).not.toBe(first);
  });

  it('cancels between two evaluations and keeps the engine for the next run', async () => {
    await load();
    const { pid } = host;
    const controller = new AbortController();
    let last = 0;
    const run = host.run(
      message({ steps: 1000 }),
      nothing,
      {
        step({ step }) {
          last = step;
          if (step === 3) controller.abort();
        },
        frame: () => undefined,
      },
      controller.signal,
    );
    expect(await codeOf(run)).toBe('cancelled');
    expect(last).toBe(3);
    expect(await frames()).not.toBe('');
    expect(host.pid).toBe(pid);
  });

  it('kills an engine that does not answer a cancellation, and runs on a new one', async () => {
    host = createEngineHost({
      nodePath: process.execPath,
      enginePath: engine.path,
      log: silentLogger,
      patience: 50,
    });
    await load();
    const { pid } = host;
    const controller = new AbortController();
    const run = host.run(
      message({ steps: 1000 }),
      nothing,
      {
        step({ step }) {
          if (step !== 2 || pid === undefined) return;
          process.kill(pid, 'SIGSTOP');
          controller.abort();
        },
        frame: () => undefined,
      },
      controller.signal,
    );
    expect(await codeOf(run)).toBe('cancelled');
    expect(await isAlive(pid)).toBe(false);
    expect(await frames()).not.toBe('');
    expect(host.pid).not.toBe(pid);
  });

  it('survives the engine being killed: the job fails with advice, the next one runs with the pack loaded again', async () => {
    await load();
    const { pid } = host;
    const expected = await frames();
    const run = host.run(
      message({ steps: 1000 }),
      nothing,
      {
        step({ step }) {
          if (step === 2 && pid !== undefined) process.kill(pid, 'SIGKILL');
        },
        frame: () => undefined,
      },
      never,
    );
    const error = await run.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'engine.memory',
      retryable: true,
      hint: expect.stringContaining('Close other programs'),
    });
    expect(await frames()).toBe(expected);
    expect(host.pid).not.toBe(pid);
  });

  it.each(['SIGINT', 'SIGHUP'] as const)(
    'leaves it to the program what %s from the terminal means',
    async (signal) => {
      await load();
      const expected = await frames();
      let sent = false;
      const received: number[] = [];
      await host.run(
        message(),
        nothing,
        {
          step() {
            if (!sent && host.pid !== undefined) process.kill(host.pid, signal);
            sent = true;
          },
          frame: ({ index }) => void received.push(index),
        },
        never,
      );
      expect(received).toEqual([0, 1, 2]);
      expect(await frames()).toBe(expected);
    },
  );

  it('calls any other end a crash', async () => {
    await load();
    const { pid } = host;
    const run = host.run(
      message({ steps: 1000 }),
      nothing,
      {
        step({ step }) {
          if (step === 2 && pid !== undefined) process.kill(pid, 'SIGSEGV');
        },
        frame: () => undefined,
      },
      never,
    );
    expect(await codeOf(run)).toBe('engine.crashed');
  });

  it('holds the engine back while frames are being dealt with, and still cancels then', async () => {
    await load();
    const total = 40;
    const windows = Array.from({ length: total }, (_, frame) => ({ frames: [frame], known: [false] }));
    const plan = { rate: { num: 8, den: 1 }, total, given: [], windows, loop: false };
    const controller = new AbortController();
    let seen = 0;
    const run = host.run(
      message({ plan, steps: 1 }),
      nothing,
      {
        frame: () => {
          seen += 1;
          controller.abort();
          // A writer that never gets on: only the cancellation ends this.
          return new Promise(() => undefined);
        },
      },
      controller.signal,
    );
    expect(await codeOf(run)).toBe('cancelled');
    expect(seen).toBe(1);
  });

  it('ends the run with the error of whoever takes the frames', async () => {
    await load();
    const run = host.run(
      message(),
      nothing,
      { frame: () => Promise.reject(new AppError('disk.full', 'The disk is full.')) },
      never,
    );
    expect(await codeOf(run)).toBe('disk.full');
    expect(await frames()).not.toBe('');
  });

  it('does one thing at a time, and lets those who wait give up', async () => {
    await load();
    const controller = new AbortController();
    const [first, second, third] = [
      frames(),
      codeOf(host.run(message(), nothing, { frame: () => undefined }, controller.signal)),
      frames(),
    ];
    controller.abort();
    expect(await second).toBe('cancelled');
    expect(await third).toBe(await first);
  });

  it('refuses to run without a pack, and a pack that is not there, and goes on', async () => {
    expect(await codeOf(frames())).toBe('engine.failed');
    expect(await codeOf(host.load({ packFolder: '/nonexistent', backend: 'cpu', threads: 1 }, never))).toBe(
      'pack.missing',
    );
    await load();
    expect(await frames()).not.toBe('');
  });

  it('says so when the engine can’t be started', async () => {
    const broken = createEngineHost({
      nodePath: '/nonexistent/node',
      enginePath: engine.path,
      log: silentLogger,
    });
    expect(await codeOf(broken.probe(never))).toBe('engine.start');
    const missing = createEngineHost({
      nodePath: process.execPath,
      enginePath: '/nonexistent.cjs',
      log: silentLogger,
    });
    expect(await codeOf(missing.load({ packFolder: pack.folder, backend: 'cpu', threads: 1 }, never))).toBe(
      'engine.start',
    );
  });

  it('leaves no process behind', async () => {
    await load();
    const { pid } = host;
    await host.dispose();
    expect(await isAlive(pid)).toBe(false);
    expect(await codeOf(load())).toBe('cancelled');
  });

  it.each(['SIGCONT', 'SIGSTOP'] as const)(
    'does not outlive a parent that is killed, also while it hears nothing (%s)',
    async (signal) => {
      // A parent of its own for the engine. Stopped, the engine can't read that its input has ended; once it goes on,
      // its parent is another one.
      const script = `
        const { spawn } = require('node:child_process');
        const child = spawn(process.execPath, [process.argv[1]], { stdio: ['pipe', 'pipe', 'ignore'] });
        child.stdout.once('data', () => process.stdout.write(String(child.pid)));
      `;
      const parent = spawn(process.execPath, ['-e', script, engine.path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const pid = await new Promise<number>((resolve) => {
        parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
      });
      process.kill(pid, signal);
      const ended = once(parent, 'exit');
      parent.kill('SIGKILL');
      await ended;
      process.kill(pid, 'SIGCONT');
      await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
    },
  );

  it('is alone in a small environment', async () => {
    process.env['NODE_OPTIONS'] = '--no-warnings';
    process.env['KINOLOOM_TEST_SECRET'] = 'secret';
    try {
      await load();
      // Elsewhere a process's environment can't be read; the allow-list is tested by itself.
      const environment = await readFile(`/proc/${host.pid}/environ`, 'utf8').catch(() => '');
      expect(environment).not.toMatch(/NODE_OPTIONS|SECRET|VITEST/);
    } finally {
      delete process.env['NODE_OPTIONS'];
      delete process.env['KINOLOOM_TEST_SECRET'];
    }
  });
});
