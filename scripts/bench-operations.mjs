#!/usr/bin/env node
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { provideBuild } from './build/bundle.mjs';
import { bundleProgram } from './build/program.mjs';
import { askedParts } from './run/asked-parts.mjs';
import { figureLine } from './run/figure-line.mjs';
import { cache, root } from './run/paths.mjs';
import { Refusal, runScript } from './run/refusal.mjs';
import { provide } from './setup/provide.mjs';

/**
 * `npm run bench:operations [-- --json] [--only PART,…] [--prompts N] [--film SECONDS] [--deaths N] [--steps N]`: how well the
 * operations on footage hold with the embedded pack: joins and loops, what a new second costs, cancelling, previews, an engine
 * that is killed, a minute in one request (joins, pace, cancel, previews, deaths, film). What it says while it works goes to stderr; the figures go to stdout, with --json as one JSON object.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

/**
 * @param {string | undefined} text
 * @param {number} usual
 * @param {string} name
 */
function countOf(text, usual, name) {
  if (text === undefined) return usual;
  if (!/^\d{1,4}$/.test(text)) throw new Refusal(`--${name} needs a whole number.`);
  return Number(text);
}

await runScript(async () => {
  const text = /** @type {const} */ ({ type: 'string' });
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, only: text, prompts: text, film: text, deaths: text, steps: text },
  });
  await provide({ window: false, tests: false }, say);
  await provideBuild(say);
  const program = await bundleProgram({
    entry: 'e2e/bench-operations/index.ts',
    outDir: join(cache, 'bench-operations'),
    name: 'bench',
  });
  const { runOperationsBench, operationsParts } = createRequire(import.meta.url)(program);
  const report = await runOperationsBench({
    root,
    parts: askedParts(values.only, operationsParts),
    prompts: Math.max(1, countOf(values.prompts, 50, 'prompts')),
    film: Math.max(1, countOf(values.film, 60, 'film')),
    deaths: Math.max(1, countOf(values.deaths, 50, 'deaths')),
    steps: values.steps === undefined ? undefined : countOf(values.steps, 12, 'steps'),
    say,
  });
  if (values.json === true) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else for (const figure of report.figures) process.stdout.write(`${figureLine(figure)}\n`);
  return 0;
});
