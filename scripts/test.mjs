#!/usr/bin/env node
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { provideBuild } from './build/bundle.mjs';
import { cache, root } from './run/paths.mjs';
import { runProgram } from './run/program.mjs';
import { describeFailure } from './run/refusal.mjs';
import { provide } from './setup/provide.mjs';
import { checks } from './test/checks.mjs';
import { bringPython, checkPython, findPython, testExporter } from './test/python.mjs';
import { tallyReport } from './test/tally.mjs';

/**
 * `npm test`: brings in what is missing and runs everything there is: lint, format, unused code, types, unit tests, the
 * build, and the end-to-end tests in the real app. `-- --python` brings in what the exporter's tests in Python need, as
 * continuous integration does. The last line is exactly `N passed, N failed`.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);
const total = { passed: 0, failed: 0 };

/** A step that counts as one test; its output is shown when it fails. */
async function step(/** @type {string} */ name, /** @type {() => Promise<string | void>} */ work) {
  const started = Date.now();
  let problem;
  try {
    problem = await work();
  } catch (error) {
    problem = describeFailure(error);
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (problem === undefined) total.passed += 1;
  else total.failed += 1;
  say(
    `${problem === undefined ? '✓' : '✗'} ${name} (${seconds} s)${problem === undefined ? '' : `\n${problem}`}`,
  );
  return problem === undefined;
}

/**
 * Runs one project and adds its tests; the limit only ends a run that hangs.
 *
 * @param {string} project
 * @param {number} minutes
 * @param {readonly string[]} more arguments
 */
async function vitest(project, minutes, more = []) {
  const report = join(cache, 'reports', `${project}.json`);
  await mkdir(join(cache, 'reports'), { recursive: true });
  await rm(report, { force: true });
  const { code, timedOut } = await runProgram(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...more,
    ],
    { cwd: root, live: true, timeoutMs: minutes * 60_000 },
  );
  if (timedOut) say(`The ${project} tests were stopped after ${minutes} minutes.`);
  const { passed, failed } = await tallyReport(report, code);
  say(`${project}: ${passed} passed, ${failed} failed`);
  total.passed += passed;
  total.failed += failed;
}

async function runEverything() {
  const set = await step('set-up', async () => {
    await provide({ window: true, tests: true }, say);
  });
  // Without its packages nothing else can say anything true.
  if (!set) return;
  // Mostly downloading and unpacking, so it goes on beside the checks.
  const python = process.argv.includes('--python') ? bringPython(say) : findPython();
  for (const { name, script, args } of checks) {
    await step(name, async () => {
      const ending = await runProgram(process.execPath, [script, ...args], { cwd: root, timeoutMs: 300_000 });
      return ending.code === 0
        ? undefined
        : `${ending.stdout}${ending.stderr}`.trim() || `exit code ${ending.code}`;
    });
  }
  // Left to itself it keeps a core free, of two as well.
  await vitest('unit', 20, ['--maxWorkers=100%']);
  const found = await python;
  if ('python' in found) {
    await step('lint and types of Python', () => checkPython(found.python));
    await step('exporter in Python', () => testExporter(found.python));
  } else say(`The checks and the exporter’s tests in Python are left out: ${found.reason}.`);
  if (await step('build', () => provideBuild(say))) await vitest('e2e', 30);
}

await runEverything();
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
