#!/usr/bin/env node
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { root } from './run/paths.mjs';

/**
 * `npm run fuzz:projects [-- RUNS [SEED]]`: harms project files in RUNS (10,000) different ways and opens each; the same test
 * runs a few hundred of them with all others.
 */
const [runs = '10000', seed = '1'] = process.argv.slice(2);
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(
  process.execPath,
  [vitest, 'run', '--project', 'unit', 'src-main/projects/fuzz.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, KINOLOOM_FUZZ_RUNS: runs, KINOLOOM_FUZZ_SEED: seed },
  },
);
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
