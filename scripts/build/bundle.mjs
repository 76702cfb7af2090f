import { join } from 'node:path';
import { filesBelow, hashFiles, isFile, readJson, writeJson } from '../run/files.mjs';
import { withLock } from '../run/lock.mjs';
import { cache, root } from '../run/paths.mjs';
import { runProgram } from '../run/program.mjs';
import { Refusal } from '../run/refusal.mjs';

const record = join(cache, 'build.json');

/** What must exist after a build; one missing means the build is not one. */
const products = [
  'main/index.cjs',
  'main/engine.cjs',
  'main/cli.cjs',
  'preload/index.cjs',
  'renderer/index.html',
];

/**
 * Builds out/ when its sources changed since the last build; otherwise only compares one hash.
 *
 * @param {(sentence: string) => void} say
 */
export async function provideBuild(say) {
  if (await buildIsCurrent(await hashSources())) return;
  await withLock('build', async () => {
    // Another process may have built while this one waited; the sources may have changed too.
    const hash = await hashSources();
    if (await buildIsCurrent(hash)) return;
    say('Building …');
    const { NODE_OPTIONS: _, ...env } = process.env;
    const ending = await runProgram(
      process.execPath,
      [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
      // electron-vite derives its targets from the installed Electron; the bundles also run on an older one.
      { cwd: root, env: { ...env, ELECTRON_MAJOR_VER: '25', NODE_ENV: 'production', NO_COLOR: '1' } },
    );
    if (ending.code !== 0) {
      throw new Refusal(`The build failed:\n${ending.stderr.trim()}\n${ending.stdout.trim()}`);
    }
    for (const product of products) {
      if (!(await isFile(join(root, 'out', product)))) throw new Refusal(`The build left no out/${product}.`);
    }
    await writeJson(record, { hash });
  });
}

async function buildIsCurrent(/** @type {string} */ hash) {
  if ((await readJson(record))?.hash !== hash) return false;
  const present = await Promise.all(products.map((product) => isFile(join(root, 'out', product))));
  return present.every(Boolean);
}

/** Everything a bundle is made of: our sources, the configuration, and the locked versions of what is bundled. */
async function hashSources() {
  const folders = ['src-main', 'src-shared', 'src-renderer'];
  const sources = (await Promise.all(folders.map((folder) => filesBelow(join(root, folder))))).flat();
  const bundled = sources.filter((file) => !/\.test(-d)?\.tsx?$/.test(file));
  const configuration = [
    'electron.vite.config.ts',
    'package.json',
    'package-lock.json',
    'tsconfig.base.json',
  ];
  return await hashFiles(root, [...bundled, ...configuration.map((name) => join(root, name))]);
}
