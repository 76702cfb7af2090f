#!/usr/bin/env node
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';
import { cache, root } from './run/paths.mjs';
import { Refusal, runScript } from './run/refusal.mjs';
import { provide } from './setup/provide.mjs';

/**
 * `npm run parity [-- --json] [--backend webgpu] [--only wan/t2v] [--quick]`: how far the engine is from diffusers, on the
 * tiny packs whose reference tensors are in models/export/fixtures; `--quick` takes one case of each graph, for drivers in
 * software. The figures go to stdout; the exit code is 1 where one is beyond its limit.
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

async function bundle() {
  const outDir = join(cache, 'parity');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['onnxruntime-node'] },
    build: {
      ssr: 'src-main/engine/parity/index.ts',
      outDir,
      target: 'node20',
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'parity.cjs' } },
    },
  });
  return join(outDir, 'parity.cjs');
}

await runScript(async () => {
  await provide({ window: false, tests: false }, say);
  const { runParity } = createRequire(import.meta.url)(await bundle());
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
