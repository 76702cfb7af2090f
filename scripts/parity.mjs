#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleProgram } from './build/program.mjs';
import { cache, root } from './run/paths.mjs';
import { Refusal, runScript } from './run/refusal.mjs';
import { provide } from './setup/provide.mjs';

/**
 * `npm run parity [-- --json] [--backend webgpu [--software]] [--only wan/t2v] [--quick]`: how far the engine is from
 * diffusers, on the tiny packs whose reference tensors are in models/export/fixtures. `--software` runs WebGPU on the Vulkan
 * driver in software that the set-up puts out on Linux; `--quick` takes one case of each graph and one whole pipeline, for
 * such drivers. The figures go to stdout; the exit code is 1 where one is beyond its limit.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);
const backends = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'];

/** @param {string} name */
function valueOf(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function backend() {
  const name = valueOf('--backend') ?? 'cpu';
  if (backends.includes(name)) return name;
  throw new Refusal(`Name a backend: ${backends.join(', ')}.`);
}

/**
 * Runs this script again without `--software`, in a process that sees the driver: the loader reads its variables when a
 * process starts.
 *
 * @param {import('./setup/vulkan.mjs').Vulkan} vulkan
 * @returns {Promise<number>}
 */
function onSoftware({ icd, libraries }) {
  const rest = process.argv.slice(1).filter((argument) => argument !== '--software');
  const env = { ...process.env, VK_ICD_FILENAMES: icd, LD_LIBRARY_PATH: libraries };
  const child = spawn(process.execPath, rest, { env, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

await runScript(async () => {
  const { vulkan } = await provide({ window: false, tests: false }, say);
  if (process.argv.includes('--software')) {
    if (vulkan === undefined)
      throw new Refusal('There is no Vulkan driver in software here; `npm run setup` puts one out on Linux.');
    return await onSoftware(vulkan);
  }
  const program = await bundleProgram({
    entry: 'src-main/engine/parity/index.ts',
    outDir: join(cache, 'parity'),
    name: 'parity',
  });
  const { runParity } = createRequire(import.meta.url)(program);
  const report = await runParity(
    root,
    { provider: backend(), only: valueOf('--only'), quick: process.argv.includes('--quick') },
    say,
  );
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    for (const { pack, what, cases, error, limit, met } of report.figures) {
      const verdict = met ? 'ok' : 'MISSED';
      process.stdout.write(
        `${pack.padEnd(16)} ${what.padEnd(16)} ${String(cases).padStart(2)} cases  ${error.toExponential(1)}  ${verdict} (at most ${limit})\n`,
      );
    }
  }
  return report.met ? 0 : 1;
});
