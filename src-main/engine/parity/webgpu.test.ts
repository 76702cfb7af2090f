import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { softwareVulkan } from '../testing/software-vulkan.ts';

const checkout = resolve(import.meta.dirname, '../../..');
const reportSchema = z.object({
  provider: z.literal('webgpu'),
  figures: z.array(z.object({ what: z.string(), met: z.boolean() })),
});

// A process of its own: the Vulkan loader reads its variables when a process starts. Wan has a codec of two graphs, a
// picture encoder and side blocks, LTX-Video a codec that gathers, and enough tokens for the flash attention that some
// drivers get wrong. The other kinds share these graphs; `npm run parity -- --backend webgpu --software` compares all.
const software = ['--backend', 'webgpu', '--software', '--quick', '--json'];

const script = join(checkout, 'scripts', 'parity.mjs');

/** The graphs that missed their limits; where there is no such driver, the sentence that says so. */
async function outcome(pack: string): Promise<string> {
  const run = promisify(execFile)(process.execPath, [script, ...software, '--only', pack]);
  const { stdout, stderr } = await run.catch((error: unknown) => z.object(texts).parse(error));
  if (stdout === '') return stderr.trim().split('\n').at(-1) ?? '';
  const { figures } = reportSchema.parse(JSON.parse(stdout));
  return figures
    .map(({ what, met }) => `${what} ${met ? 'met' : 'MISSED'}`)
    .sort()
    .join(', ');
}

const texts = { stdout: z.string(), stderr: z.string() };
const allMet = /^decode met, encode met, (image met, )?pipeline met, text met, transformer met$/;

describe('tiny packs on WebGPU in software', () => {
  it.each(['wan/t2v', 'wan/i2v', 'wan/vace', 'ltx/timed'])(
    '%s: every graph within 1e-4 of diffusers, the finished frames of a whole run within 1e-3; or a refusal',
    { timeout: 600_000 },
    async (pack) => {
      const hasDriver = (await softwareVulkan()) !== undefined;
      expect(await outcome(pack)).toMatch(hasDriver ? allMet : /no Vulkan driver in software/);
    },
  );
});
