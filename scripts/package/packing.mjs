import { join } from 'node:path';
import { builderConfiguration } from '../../electron-builder.config.mjs';
import { provideBuild } from '../build/bundle.mjs';
import { filesBelow, hashFiles, isFile, readJson, writeJson } from '../run/files.mjs';
import { withLock } from '../run/lock.mjs';
import { cache, root } from '../run/paths.mjs';
import { Refusal } from '../run/refusal.mjs';
import { provide } from '../setup/provide.mjs';
import { provideNodeRuntime } from './node-runtime.mjs';

/**
 * @typedef {object} Packed
 * @property {string} folder      the unpacked app
 * @property {string} executable
 * @property {'release' | 'test'} variant
 */

/**
 * Makes the unpacked app (or the platform's installers). The unpacked one is made anew only when something in it changed.
 *
 * @param {{ variant?: 'release' | 'test', installers?: boolean }} wanted  no variant: a release where one can be made
 * @param {(sentence: string) => void} say
 * @returns {Promise<Packed>}
 */
export async function providePackage(wanted, say) {
  const { electron, ffmpeg } = await provide({ window: true, tests: false }, say);
  if (electron === undefined || ffmpeg === undefined) throw new Refusal('There is nothing to pack.');
  await provideBuild(say);

  const obstacles = releaseObstacles(electron, ffmpeg);
  const variant = wanted.variant ?? (obstacles.length === 0 ? 'release' : 'test');
  if (variant === 'release' && obstacles.length > 0)
    throw new Refusal(`No release can be made: ${obstacles.join('; ')}.`);
  if (wanted.variant === undefined && variant === 'test') {
    say(`Making the test variant, which is not for distribution: ${obstacles.join('; ')}.`);
  }

  const node = await provideNodeRuntime(cache, say);
  const packFiles = await filesOfPack('animatic');
  const output = join(root, 'dist', variant);
  const configuration = builderConfiguration({
    variant,
    electron,
    node: node.path,
    ffmpeg: ffmpeg.path,
    packFiles,
    output,
  });
  const packed = { ...unpackedApp(output), variant };

  return await withLock(`package-${variant}`, async () => {
    const record = join(cache, `package-${variant}.json`);
    const hash = await hashFiles(root, [
      ...(await filesBelow(join(root, 'out'))),
      ...packFiles.map((file) => join(root, 'models', file)),
      ...(await filesBelow(join(root, 'resources'))),
      ...['package.json', 'package-lock.json', 'electron-builder.config.mjs'].map((name) => join(root, name)),
      join(electron.folder, 'version'),
      ffmpeg.path,
    ]);
    const key = `${hash} ${electron.path} ${node.version}`;
    const current = (await readJson(record))?.key === key && (await isFile(packed.executable));
    if (current && wanted.installers !== true) return packed;

    say(`Packing the ${variant} variant …`);
    await runBuilder(configuration, wanted.installers === true);
    if (!(await isFile(packed.executable))) throw new Refusal(`The packing left no ${packed.executable}.`);
    await writeJson(record, { key });
    return packed;
  });
}

/**
 * @param {import('electron-builder').Configuration} configuration
 * @param {boolean} installers
 */
async function runBuilder(configuration, installers) {
  // Loaded late: it takes a second, and an unchanged package does not need it.
  const { build, Platform } = await import('electron-builder');
  const platform = Platform.current();
  await build({
    projectDir: root,
    targets: installers ? platform.createTarget() : platform.createTarget('dir'),
    config: configuration,
    publish: 'never',
  });
}

/**
 * Why these ingredients can't make something to give away.
 *
 * @param {{ kind: string }} electron
 * @param {{ kind: string }} ffmpeg
 */
export function releaseObstacles(electron, ffmpeg) {
  return [
    ...(electron.kind === 'official'
      ? []
      : ['its Electron is not the official binary of the declared version']),
    ...(ffmpeg.kind === 'ffmpeg-static' ? [] : ['its ffmpeg belongs to this machine']),
  ];
}

/** The files of a pack that ships, by their path in models/: those its manifest names, the manifest, and its card. */
async function filesOfPack(/** @type {string} */ name) {
  const manifest = await readJson(join(root, 'models', name, 'pack.json'));
  if (manifest === undefined)
    throw new Refusal(`The pack models/${name} is not there; without it there is nothing to ship.`);
  return ['pack.json', 'README.md', ...Object.keys(manifest.files)].map((file) => `${name}/${file}`);
}

/** Where electron-builder leaves the unpacked app. */
function unpackedApp(/** @type {string} */ output) {
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`;
  if (process.platform === 'darwin') {
    const folder = join(output, `mac${arch}`, 'Kinoloom.app');
    return { folder, executable: join(folder, 'Contents', 'MacOS', 'Kinoloom') };
  }
  if (process.platform === 'win32') {
    const folder = join(output, `win${arch}-unpacked`);
    return { folder, executable: join(folder, 'Kinoloom.exe') };
  }
  const folder = join(output, `linux${arch}-unpacked`);
  return { folder, executable: join(folder, 'kinoloom') };
}
