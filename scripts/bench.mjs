#!/usr/bin/env node
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';
import { provideBuild } from './build/bundle.mjs';
import { cache, root } from './run/paths.mjs';
import { Refusal, runScript } from './run/refusal.mjs';
import { electronSwitches } from './run/switches.mjs';
import { provide } from './setup/provide.mjs';

/**
 * `npm run bench [-- --json]`: measures this machine, the engine, the app's start and delivery in one run. What it says
 * while it works goes to stderr; the figures go to stdout, with --json as one JSON object.
 *
 * It measures what ships: the built programs. Only the measuring itself is bundled here, into the cache.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

/**
 * One number with what it should be (e2e/bench/index.ts).
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {{ atLeast: number } | { atMost: number }} [target]
 * @property {boolean} [met]
 */

/** @param {Figure} figure */
function line({ name, value, unit, target, met }) {
  const number = value >= 100 ? value.toFixed(0) : value.toPrecision(3);
  const wanted =
    target === undefined
      ? ''
      : 'atLeast' in target
        ? `at least ${target.atLeast}`
        : `at most ${target.atMost}`;
  const verdict = met === undefined ? '' : met ? `  ok (${wanted})` : `  MISSED (${wanted})`;
  return `${name.padEnd(24)} ${number.padStart(8)} ${unit}${verdict}`;
}

async function bundleBench() {
  const outDir = join(cache, 'bench');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['onnxruntime-node', 'playwright-core'] },
    build: {
      ssr: 'e2e/bench/index.ts',
      outDir,
      target: 'node20',
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'bench.cjs' } },
    },
  });
  return join(outDir, 'bench.cjs');
}

await runScript(async () => {
  const provision = await provide({ window: true, tests: true }, say);
  await provideBuild(say);
  if (provision.electron === undefined) throw new Refusal('There is no Electron to open a window with.');
  const { path, version } = provision.electron;
  const { runBench } = createRequire(import.meta.url)(await bundleBench());
  const report = await runBench({
    root,
    electron: { path, version, switches: electronSwitches(provision.electron) },
    say,
  });
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else for (const figure of report.figures) process.stdout.write(`${line(figure)}\n`);
  return 0;
});
