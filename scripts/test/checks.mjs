import { join } from 'node:path';
import { root } from '../run/paths.mjs';

/** @param {string} name path of a program's script inside node_modules */
const module = (name) => join(root, 'node_modules', name);

const runtimes = ['shared', 'main', 'preload', 'renderer', 'scripts', 'test'];

/**
 * The checks of the text itself; each counts as one test.
 *
 * @type {readonly { name: string, script: string, args: readonly string[] }[]}
 */
export const checks = [
  { name: 'lint', script: module('oxlint/bin/oxlint'), args: ['--type-aware', '--deny-warnings'] },
  {
    name: 'format',
    script: module('prettier/bin/prettier.cjs'),
    args: ['--check', '--log-level', 'warn', '.'],
  },
  { name: 'unused code', script: module('knip/bin/knip.js'), args: [] },
  ...runtimes.map((runtime) => ({
    name: `types of ${runtime}`,
    script: module('typescript/bin/tsc'),
    args: ['-p', `tsconfig.${runtime}.json`],
  })),
];
