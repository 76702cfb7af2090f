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
 * With `--large` instead: a pipeline of 1.3 billion random weights is exported, loaded by its path and takes one step; needs
 * 13 GB of disk and 8 GB of memory.
 * What it says while it works goes to stderr; the figures go to stdout, with --json as one JSON object.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

/**
 * @param {string} python
 * @param {readonly string[]} args a module and its arguments
 * @param {number} threads
 * @param {number} minutes
 * @returns the last line it printed
 */
async function runModule(python, args, threads, minutes = 10) {
  const { code, stdout, stderr } = await runProgram(python, ['-m', ...args], {
    cwd: join(root, 'models'),
    env: { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
    timeoutMs: minutes * 60_000,
  });
  if (code !== 0)
    throw new Refusal(`Python failed: ${stderr.trim().split('\n').at(-1) ?? 'no reason given'}`);
  return stdout.trim().split('\n').at(-1) ?? '';
}

await runScript(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      rounds: { type: 'string' },
      only: { type: 'string' },
      large: { type: 'boolean' },
    },
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
  const { runPacksBench, runLargeProof } = createRequire(import.meta.url)(program);
  const threads = availableParallelism();
  const { python } = found;
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-bench-packs-'));
  const large = async () => {
    say('Making and exporting a pipeline of 1.3 billion weights …');
    const made = await runModule(python, ['export.parity.large', folder], threads, 60);
    say('One step …');
    return runLargeProof({ folder, made, enginePath, threads });
  };
  const compared = async () => {
    say('Making pipelines and packs …');
    const only = values.only === undefined ? [] : ['--name', values.only];
    const made = await runModule(python, ['export.bench', 'make', folder, ...only], threads);
    const run = ['export.bench', 'run', folder, '--threads', String(threads)];
    return runPacksBench({
      folder,
      made,
      enginePath,
      threads,
      rounds,
      diffusers: (/** @type {string} */ name) => runModule(python, [...run, '--name', name], threads),
      say,
    });
  };
  try {
    const report = values.large === true ? await large() : await compared();
    if (values.json === true) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else for (const figure of report.figures) process.stdout.write(`${figureLine(figure)}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return 0;
});
