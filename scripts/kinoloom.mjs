#!/usr/bin/env node
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { provideBuild } from './build/bundle.mjs';
import { root } from './run/paths.mjs';
import { describeFailure } from './run/refusal.mjs';
import { provide } from './setup/provide.mjs';

/**
 * `npm run kinoloom -- <command> …`: brings in what is missing, builds what changed, and becomes the command line.
 * Standard output belongs to the command alone; everything said here goes to stderr, and only when there is work to do.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

let ready = false;
try {
  await provide({ window: false, tests: false }, say);
  await provideBuild(say);
  ready = true;
} catch (error) {
  say(describeFailure(error));
  process.exitCode = 5;
}

if (ready) {
  // npm runs scripts in the checkout; a person's relative paths are meant from where they stand.
  const stands = process.env.INIT_CWD;
  if (process.env.npm_lifecycle_event === 'kinoloom' && stands !== undefined) process.chdir(stands);

  // In this process, not in a child: signals, exit code and the terminal are then the command's own.
  const program = join(root, 'out', 'main', 'cli.cjs');
  process.argv.splice(1, 1, program);
  createRequire(import.meta.url)(program);
}
