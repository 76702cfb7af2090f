import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache, root } from '../run/paths.mjs';
import { runProgram } from '../run/program.mjs';
import { ownEnvironment, provideExporterPython, pythonOf } from '../setup/exporter-python.mjs';

const folder = join(root, 'models', 'export');
const requirements = ['requirements.txt', 'requirements-parity.txt'].map((name) => join(folder, name));

/** Prints the requirements that are not met exactly, one a line; nothing where all are. */
const lacking = `
import sys
from importlib.metadata import PackageNotFoundError, version
for line in sys.stdin.read().splitlines():
    name, _, wanted = line.partition("==")
    try:
        found = version(name).split("+")[0]
    except PackageNotFoundError:
        found = "missing"
    if found != wanted:
        print(f"{name} {found} instead of {wanted}")
`;

/** @param {string} text of a requirements file */
export function pinsOf(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * A Python with exactly the packages that the exporter's tests are pinned to: the one named in `KINOLOOM_PYTHON`, or the
 * virtual environment `models/export/.venv`, or the one that an earlier `npm test -- --python` brought in. What diffusers
 * computes is committed as reference tensors, which the unit tests read; so without one the tests in Python are left out,
 * and that is said.
 *
 * @returns {Promise<{ python: string } | { reason: string }>}
 */
export async function findPython() {
  const candidates = [
    process.env['KINOLOOM_PYTHON'],
    pythonOf(join(folder, '.venv')),
    pythonOf(ownEnvironment),
  ];
  const texts = await Promise.all(requirements.map((path) => readFile(path, 'utf8')));
  const pins = texts.flatMap(pinsOf);
  let reason =
    'there is neither KINOLOOM_PYTHON nor models/export/.venv; npm test -- --python brings one in (3 GB)';
  for (const python of candidates) {
    if (python === undefined) continue;
    if (
      !(await access(python).then(
        () => true,
        () => false,
      ))
    )
      continue;
    const program = lacking.replace('sys.stdin.read()', JSON.stringify(pins.join('\n')));
    const { code, stdout, stderr } = await runProgram(python, ['-c', program], { timeoutMs: 60_000 });
    if (code === 0 && stdout.trim() === '') return { python };
    reason = `${python} does not fit: ${(stdout || stderr).trim().split('\n')[0] ?? 'it does not run'}`;
  }
  return { reason };
}

/**
 * As `findPython`; where there is none yet, one is brought in.
 *
 * @param {(sentence: string) => void} say
 * @returns {ReturnType<typeof findPython>}
 */
export async function bringPython(say) {
  const found = await findPython();
  if ('python' in found) return found;
  const reason = await provideExporterPython(requirements, say);
  return reason === undefined ? await findPython() : { reason };
}

/** What is said of the Python of a folder of `models` without running it: `module` and its arguments. */
const pythonChecks = ['export', 'training'].flatMap((name) => [
  ['ruff', 'check', '--no-cache', name],
  ['ruff', 'format', '--check', '--no-cache', name],
  ['mypy', '--config-file', join(name, 'pyproject.toml'), '--cache-dir', join(cache, 'mypy'), '-p', name],
]);

/** Lint, format and types of the Python; undefined where nothing is wrong. @param {string} python */
export async function checkPython(python) {
  const problems = [];
  for (const args of pythonChecks) {
    const { code, stdout, stderr } = await runProgram(python, ['-m', ...args], {
      cwd: join(root, 'models'),
      timeoutMs: 5 * 60_000,
    });
    if (code !== 0) problems.push(`${stdout}${stderr}`.trim() || `${args.join(' ')}: exit code ${code}`);
  }
  return problems.length === 0 ? undefined : problems.join('\n');
}

/** The exporter's own tests, from tiny pipelines to packs; undefined where all passed. @param {string} python */
export async function testExporter(python) {
  const { code, stdout, stderr } = await runProgram(
    python,
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'],
    {
      cwd: folder,
      timeoutMs: 15 * 60_000,
    },
  );
  return code === 0 ? undefined : `${stdout}${stderr}`.trim() || `exit code ${code}`;
}
