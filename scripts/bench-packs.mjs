#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleProgram } from './build/program.mjs';
import { figureLine } from './run/figure-line.mjs';
import { cache, root } from './run/paths.mjs';
import { runProgram } from './run/program.mjs';
import { Refusal, runScript } from './run/refusal.mjs';
import { provide } from './setup/provide.mjs';
import { findPython } from './test/python.mjs';

/**
 * `npm run bench:packs [-- --json] [--rounds N] [--only NAME]`: time of a step and peak of memory of the engine next to
 * diffusers in eager PyTorch, on tiny and middle-sized random pipelines. Needs a Python with the exporter's pinned packages.
 * What it says while it works goes to stderr; the figures go to stdout, with --json as one JSON object.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

/**
 * @param {string} python
 * @param {readonly string[]} args of `export.bench`
 * @param {number} threads
 */
async function bench(python, args, threads) {
  const { code, stdout, stderr } = await runProgram(python, ['-m', 'export.bench', ...args], {
    cwd: join(root, 'models'),
    env: { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
    timeoutMs: 10 * 60_000,
  });
  if (code !== 0)
    throw new Refusal(`Python failed: ${stderr.trim().split('\n').at(-1) ?? 'no reason given'}`);
  return stdout.trim().split('\n').at(-1) ?? '';
}

await runScript(async () => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, rounds: { type: 'string' }, only: { type: 'string' } },
  });
  const rounds = Number(values.rounds ?? 3);
  if (!(Number.isInteger(rounds) && rounds > 0 && rounds < 100))
    throw new Refusal('--rounds needs a whole number.');
  await provide({ window: false, tests: false }, say);
  const found = await findPython();
  if (!('python' in found)) throw new Refusal(`There is no Python to measure against: ${found.reason}.`);
  const outDir = join(cache, 'bench-packs');
  const program = await bundleProgram({ entry: 'e2e/bench-packs/index.ts', outDir, name: 'bench' });
  const enginePath = await bundleProgram({
    entry: 'src-main/engine/index.ts',
    outDir,
    name: 'engine',
    keep: true,
  });
  const { runPacksBench } = createRequire(import.meta.url)(program);
  const threads = availableParallelism();
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-bench-packs-'));
  try {
    say('Making pipelines and packs …');
    const only = values.only === undefined ? [] : ['--name', values.only];
    const made = await bench(found.python, ['make', folder, ...only], threads);
    const report = await runPacksBench({
      folder,
      made,
      enginePath,
      threads,
      rounds,
      diffusers: (/** @type {string} */ name) =>
        bench(found.python, ['run', folder, '--name', name, '--threads', String(threads)], threads),
      say,
    });
    if (values.json === true) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else for (const figure of report.figures) process.stdout.write(`${figureLine(figure)}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return 0;
});
