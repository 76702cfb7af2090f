import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { createEngineHost, type EngineHost } from '../../engine-host/engine-host.ts';
import { silentLogger } from '../../log/logger.ts';
import { jobIdSchema } from '../../../src-shared/lib/ids.ts';
import { buildProgram, type BuiltProgram } from '../../platform/testing/built-program.ts';
import { assemblePack, fixturesFolder } from '../parity/fixture.ts';
import { softwareVulkan } from '../testing/software-vulkan.ts';
import { writeTinyPack, type TinyPack } from '../testing/tiny-pack.ts';
import { candidateProviders } from './candidates.ts';
import { chooseProvider } from './choose-provider.ts';
import { probeProvider } from './probe.ts';

const never = new AbortController().signal;

describe('the candidates of a platform', () => {
  it('are tried best first and always end with the CPU', () => {
    const platforms = [
      ['win32', 'x64'],
      ['darwin', 'arm64'],
      ['darwin', 'x64'],
      ['linux', 'x64'],
      ['linux', 'arm64'],
      ['freebsd', 'x64'],
    ] as const;
    expect(platforms.map(([platform, arch]) => candidateProviders(platform, arch).join(' '))).toEqual([
      'dml webgpu cpu',
      'coreml webgpu cpu',
      'cpu',
      'cuda webgpu cpu',
      'cpu',
      'cpu',
    ]);
  });
});

describe('the automatic choice', () => {
  const cpu = { name: 'cpu', works: true, gflops: 60 } as const;

  it('is the first provider that works and clearly outruns the CPU', () => {
    const webgpu = { name: 'webgpu', works: true, gflops: 900 } as const;
    expect(chooseProvider([{ name: 'cuda', works: true, gflops: 2000 }, webgpu, cpu])).toBe('cuda');
    expect(chooseProvider([{ name: 'cuda', works: false, reason: 'no library' }, webgpu, cpu])).toBe(
      'webgpu',
    );
  });

  it('is the CPU where a GPU is only pretended in software, does not work, or was never tried', () => {
    expect(chooseProvider([{ name: 'webgpu', works: true, gflops: 0.4 }, cpu])).toBe('cpu');
    expect(chooseProvider([{ name: 'webgpu', works: false, reason: 'no adapter' }, cpu])).toBe('cpu');
    expect(chooseProvider([])).toBe('cpu');
  });
});

describe('probing', () => {
  it('runs a graph on the CPU and takes its time', async () => {
    expect(await probeProvider('cpu', 1)).toEqual({ name: 'cpu', works: true, gflops: expect.any(Number) });
  });

  it('does not take a provider that this build lacks for a working one, and says why', async () => {
    const result = await probeProvider(process.platform === 'win32' ? 'coreml' : 'dml', 1);
    expect(result).toMatchObject({ works: false, reason: 'This build of Kinoloom does not include it.' });
  });
});

describe('providers through the host', () => {
  let engine: BuiltProgram;
  let pack: TinyPack;
  let host: EngineHost;
  const before = { ...process.env };
  /** A software Vulkan driver is there (`npm run setup` puts it out on Linux), so WebGPU has to work. */
  let hasVulkan = false;

  beforeAll(async () => {
    [engine, pack] = await Promise.all([buildProgram('engine'), writeTinyPack()]);
    const variables = await softwareVulkan();
    hasVulkan = variables !== undefined;
    Object.assign(process.env, variables);
    host = createEngineHost({ nodePath: process.execPath, enginePath: engine.path, log: silentLogger });
  });
  afterAll(async () => {
    process.env = before;
    await host.dispose();
    await Promise.all([engine.remove(), pack.remove()]);
  });

  async function frames(
    backend: 'auto' | 'cpu' | 'webgpu',
  ): Promise<{ provider: string; frames: Uint8Array[] }> {
    const { provider } = await host.load({ packFolder: pack.folder, backend, threads: 1 }, never);
    const made: Uint8Array[] = [];
    await host.run(
      {
        jobId: jobIdSchema.parse('job-1'),
        plan: {
          rate: { num: 8, den: 1 },
          total: 4,
          given: [],
          windows: [{ frames: [0, 1, 2, 3], known: [false, false, false, false] }],
          loop: false,
        },
        prompt: 'a red ball',
        negative: '',
        seed: '5',
        steps: 6,
        guidance: 2,
        sampler: 'unipc',
        aspect: '16:9',
        finish: false,
        previewInterval: 0,
      },
      new Uint8Array(0),
      { frame: (_, rgb) => void made.push(rgb.slice()) },
      never,
    );
    return { provider, frames: made };
  }

  it(
    'each have a verdict, and automatic means the CPU unless something is really faster',
    { timeout: 120_000 },
    async () => {
      const probed = await host.probe(never);
      expect(probed.map(({ name }) => name)).toEqual(candidateProviders(process.platform, process.arch));
      expect(probed.every(({ works, reason }) => works || (reason ?? '') !== '')).toBe(true);
      expect(probed.at(-1)).toMatchObject({ name: 'cpu', works: true });
      const chosen = (await frames('auto')).provider;
      expect(chosen).toBe(chooseProvider(probed));
      // The driver in software works, and is never taken by itself.
      const works = probed.some((each) => each.name === 'webgpu' && each.works);
      expect({ works: works || !hasVulkan, taken: chosen === 'webgpu' && hasVulkan }).toEqual({
        works: true,
        taken: false,
      });
    },
  );

  /** How the clip made on WebGPU compares with the one made on the CPU. */
  async function comparison(): Promise<string> {
    const reference = await frames('cpu');
    const other = await frames('webgpu').catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
    if (other instanceof AppError) return other.code;
    if (other instanceof Error) throw other;
    if (other.provider !== 'webgpu') return `made on ${other.provider}`;
    const worst = Math.max(
      ...reference.frames.flatMap((frame, at) =>
        Array.from(frame, (value, i) => Math.abs(value - (other.frames[at]?.[i] ?? 999))),
      ),
    );
    return worst <= 2 ? 'the same' : `${worst} levels apart`;
  }

  it(
    'make the same clip on WebGPU as on the CPU, within two levels of 255; or WebGPU refuses in one sentence',
    { timeout: 120_000 },
    async () => {
      const works = (await host.probe(never)).some((each) => each.name === 'webgpu' && each.works);
      expect(await comparison()).toBe(works ? 'the same' : 'engine.backend');
      // Whatever came of it, the engine goes on.
      expect((await frames('cpu')).frames).toHaveLength(4);
    },
  );

  it(
    'run a model in half precision, or refuse it in one sentence before anything of it is loaded',
    { timeout: 120_000 },
    async () => {
      const half = await assemblePack(
        fixturesFolder(resolve(import.meta.dirname, '../../..'), 'ltx'),
        'timed',
        undefined,
        'half',
      );
      try {
        const load = (backend: 'cpu' | 'webgpu') =>
          host.load({ packFolder: half.folder, backend, threads: 1 }, never);
        const outcome = await load('webgpu').then(
          ({ provider }) => provider,
          (error: unknown) => (error instanceof AppError ? `${error.code}: ${error.message}` : String(error)),
        );
        const refusal =
          'engine.backend: The webgpu backend has no half precision here, which this model needs.';
        // The driver in software has none; a graphics card usually has.
        expect(hasVulkan ? [refusal] : [refusal, 'webgpu']).toContain(outcome);
        expect(await load('cpu')).toMatchObject({ provider: 'cpu' });
      } finally {
        await half.remove();
      }
    },
  );
});
