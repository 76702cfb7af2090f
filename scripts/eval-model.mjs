#!/usr/bin/env node
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleProgram } from './build/program.mjs';
import { cache, root } from './run/paths.mjs';
import { Refusal, runScript } from './run/refusal.mjs';
import { provide } from './setup/provide.mjs';

/**
 * `npm run eval:model -- [--json] [--count N] [--minutes M] [--prompts FILE] [--quick] [--only A,B] [--pack FOLDER] [-o FOLDER]`:
 * measures a model pack through the engine that ships. What it says while it works goes to stderr; the figures go to
 * stdout, with --json as one JSON object. models/evaluation/README.md says what each figure means.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

const usage = `npm run eval:model -- [options]

  --json           one JSON object on standard output
  --count N        held-out prompts, 20 to 300; everything else grows with it (300)
  --minutes M      begin nothing new after M minutes; every section gets its share of them
  --prompts FILE   only the prompts of a JSON list of {"prompt": "…", "expect": {…}}
  --quick          20 prompts, one join of each kind, one loop, one first frame
  --only A,B       only these sections: film, film-draft, held, free, joins, loops, animate, foreign, diversity, draft, exact
  --pack FOLDER    another pack than models/animatic
  -o FOLDER        contact sheets as PNG, with a text beside each
`;

/**
 * One number with what it should be (src-shared/evaluation/figure.ts).
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {number} count
 * @property {string} [unit]
 * @property {number} [ceiling]
 * @property {{ atLeast: number } | { atMost: number } | { from: number, to: number }} [target]
 * @property {boolean} [met]
 */

/**
 * What the evaluation found (e2e/evaluation/index.ts).
 *
 * @typedef {object} Report
 * @property {{ id: string, version: string, sha256: string }} pack
 * @property {{ processor: string, threads: number }} machine
 * @property {{ steps: number, guidance: number }} settings
 * @property {number} seconds
 * @property {number} done
 * @property {number} planned
 * @property {readonly Figure[]} figures
 * @property {readonly string[]} notes
 * @property {readonly string[]} sheets
 */

/** @param {Figure} figure */
function wanted({ target, met }) {
  if (target === undefined) return '';
  const text =
    'atLeast' in target
      ? `at least ${target.atLeast}`
      : 'atMost' in target
        ? `at most ${target.atMost}`
        : `${target.from} to ${target.to}`;
  return `${met === true ? 'ok' : 'MISSED'} (${text})`;
}

/** @param {Report} report */
function table({ pack, machine, settings, figures, notes, seconds, done, planned, sheets }) {
  const lines = [
    `${pack.id} ${pack.version} ${pack.sha256.slice(0, 12)}, ${settings.steps} steps, guidance ${settings.guidance}`,
    `${machine.processor}, ${machine.threads} threads; ${done} of ${planned} pieces of work in ${(seconds / 60).toFixed(1)} min`,
    '',
    `${'measure'.padEnd(34)}${'value'.padStart(9)}${'true'.padStart(9)}${'n'.padStart(6)}  target`,
    ...figures.map((figure) => {
      const ceiling = figure.ceiling === undefined ? '' : figure.ceiling.toFixed(3);
      const unit = figure.unit === undefined ? '' : ` ${figure.unit}`;
      return `${figure.name.padEnd(34)}${figure.value.toFixed(3).padStart(9)}${ceiling.padStart(9)}${String(figure.count).padStart(6)}  ${wanted(figure)}${unit}`.trimEnd();
    }),
    '',
    ...notes,
    ...(sheets.length === 0 ? [] : [`Contact sheets: ${sheets.join(', ')}`]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/**
 * @param {string | undefined} text
 * @param {string} name
 * @param {number} least
 * @param {number} most
 */
function number(text, name, least, most) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < least || value > most) {
    throw new Refusal(`--${name} takes a number from ${least} to ${most}.`);
  }
  return value;
}

/** Bundles the evaluation, and the engine and command line of the present sources beside it. */
async function bundle() {
  const outDir = join(cache, 'evaluation');
  const entries = {
    evaluation: 'e2e/evaluation/index.ts',
    engine: 'src-main/engine/index.ts',
    cli: 'src-main/cli/index.ts',
  };
  for (const [name, entry] of Object.entries(entries)) {
    await bundleProgram({ entry, outDir, name, target: 'node18.15', keep: true });
  }
  return outDir;
}

function readOptions() {
  try {
    const text = /** @type {const} */ ({ type: 'string' });
    const flag = /** @type {const} */ ({ type: 'boolean' });
    return parseArgs({
      options: {
        json: flag,
        quick: flag,
        help: { ...flag, short: 'h' },
        count: text,
        minutes: text,
        prompts: text,
        only: text,
        pack: text,
        out: { ...text, short: 'o' },
      },
    }).values;
  } catch (error) {
    throw new Refusal(
      `${error instanceof Error ? error.message.split('. ')[0] : 'The options can’t be understood'}.\n\n${usage}`,
    );
  }
}

await runScript(async () => {
  const values = readOptions();
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  // npm runs scripts in the checkout; a person's relative paths are meant from where they stand.
  const stands = process.env.INIT_CWD ?? process.cwd();
  const path = (/** @type {string | undefined} */ given) =>
    given === undefined ? undefined : resolve(stands, given);
  const count = number(values.count, 'count', 20, 300) ?? (values.quick === true ? 20 : 300);
  const minutes = number(values.minutes, 'minutes', 0.1, 24 * 60);
  await provide({ window: false, tests: false }, say);
  const programs = await bundle();
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(new Refusal('Stopped.')));
  const { runEvaluation } = createRequire(import.meta.url)(join(programs, 'evaluation.cjs'));
  /** @type {Report} */
  let report;
  try {
    report = await runEvaluation({
      root,
      programs,
      packFolder: path(values.pack) ?? join(root, 'models', 'animatic'),
      promptFile: path(values.prompts),
      count: Math.round(count),
      quick: values.quick === true,
      only: values.only?.split(','),
      minutes,
      out: path(values.out),
      signal: controller.signal,
      say,
    });
  } catch (error) {
    // What a person can mend is one sentence; a defect keeps its stack.
    if (error instanceof Error && 'code' in error && error.code !== 'bug' && 'hint' in error) {
      throw new Refusal(`${error.message}${typeof error.hint === 'string' ? ` ${error.hint}` : ''}`);
    }
    throw error;
  }
  process.stdout.write(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : table(report));
  return 0;
});
