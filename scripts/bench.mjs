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
import { electronSwitches } from './run/switches.mjs';
import { provide } from './setup/provide.mjs';

/**
 * `npm run bench [-- --json] [--only PART,…]`: measures this machine, the engine with delivery, the project file, the app's
 * start, the timeline and scrubbing in one run, or only some of them (engine, project, launch, timeline, scrub). What it says
 * while it works goes to stderr; the figures go to stdout, with --json as one JSON object.
 *
 * It measures what ships: the built programs. Only the measuring itself is bundled here, into the cache.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

await runScript(async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });
  const provision = await provide({ window: true, tests: true }, say);
  await provideBuild(say);
  if (provision.electron === undefined) throw new Refusal('There is no Electron to open a window with.');
  const { path, version } = provision.electron;
  const program = await bundleProgram({
    entry: 'e2e/bench/index.ts',
    outDir: join(cache, 'bench'),
    name: 'bench',
    external: ['playwright-core'],
  });
  const { runBench, benchParts } = createRequire(import.meta.url)(program);
  const report = await runBench({
    root,
    parts: askedParts(values.only, benchParts),
    electron: { path, version, switches: electronSwitches(provision.electron) },
    say,
  });
  if (values.json === true) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else for (const figure of report.figures) process.stdout.write(`${figureLine(figure)}\n`);
  return 0;
});
