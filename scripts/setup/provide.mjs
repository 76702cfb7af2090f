import { cache, root } from '../run/paths.mjs';
import { isFile } from '../run/files.mjs';
import { withLock } from '../run/lock.mjs';
import { electronIsCurrent, declaredElectron, provideElectron } from './electron.mjs';
import { provideFfmpeg } from './ffmpeg.mjs';
import { provideLibraries } from './libraries.mjs';
import { modulesAreCurrent, provideModules } from './modules.mjs';
import { onnxruntimeFolder } from './onnxruntime.mjs';
import { readProvision, writeProvision } from './record.mjs';
import { provideVulkan } from './vulkan.mjs';

/**
 * @typedef {object} Wanted
 * @property {boolean} window  Electron and the libraries it needs; the command line does without
 * @property {boolean} tests   a virtual display too
 * @property {boolean} [again] forget earlier choices and choose anew
 */

/**
 * Brings in whatever is missing and records what was chosen. With everything there it only looks at files (and asks
 * dpkg), so a second start costs milliseconds and no network.
 *
 * @param {Wanted} wanted
 * @param {(sentence: string) => void} say
 * @returns {Promise<import('./record.mjs').Provision>}
 */
export async function provide(wanted, say) {
  if (wanted.again !== true) {
    const present = await everythingPresent(wanted);
    if (present !== undefined) {
      if (wanted.window) await provideLibraries(wanted, say);
      return present;
    }
  }
  return await withLock('setup', async () => {
    await provideModules(root, say);
    await onnxruntimeFolder(root);
    const provision = await readProvision();

    if (wanted.again === true || !(await ffmpegIsCurrent(provision.ffmpeg))) {
      provision.ffmpeg = await provideFfmpeg(root, say);
      await writeProvision(provision);
      say(`ffmpeg: ${describeFfmpeg(provision.ffmpeg)}.`);
    }
    if (wanted.window) {
      await provideLibraries(wanted, say);
      if (wanted.again === true || !(await electronIsCurrent(provision.electron, root))) {
        provision.electron = await provideElectron({ root, cache }, say);
        provision.vulkan = await provideVulkan(provision.electron.folder, cache);
        say(`Electron: ${await describeElectron(provision.electron)}.`);
      }
    }
    await writeProvision(provision);
    return provision;
  });
}

/** @param {Wanted} wanted */
async function everythingPresent(wanted) {
  if (!(await modulesAreCurrent(root))) return undefined;
  const provision = await readProvision();
  if (!(await ffmpegIsCurrent(provision.ffmpeg))) return undefined;
  if (wanted.window && !(await electronIsCurrent(provision.electron, root))) return undefined;
  await writeProvision(provision);
  return provision;
}

/** Whether a recorded choice would be made again; the file counts, not its version, which a run would have to ask for. */
async function ffmpegIsCurrent(/** @type {import('./ffmpeg.mjs').Ffmpeg | undefined} */ recorded) {
  if (recorded === undefined || !(await isFile(recorded.path))) return false;
  const named = process.env.KINOLOOM_FFMPEG ?? '';
  return named === '' ? recorded.kind !== 'environment' : recorded.path === named;
}

export function describeFfmpeg(/** @type {import('./ffmpeg.mjs').Ffmpeg} */ ffmpeg) {
  const origin = {
    environment: 'named by KINOLOOM_FFMPEG',
    'ffmpeg-static': 'ffmpeg-static',
    system: 'the system’s',
  };
  return `${ffmpeg.version} (${origin[ffmpeg.kind]}, ${ffmpeg.path})`;
}

export async function describeElectron(/** @type {import('./electron.mjs').Electron} */ electron) {
  const declared = await declaredElectron(root);
  const origin = {
    environment: 'named by KINOLOOM_ELECTRON',
    official: 'official binary',
    'test-runtime': `test runtime, because the official binary of ${declared} could not be downloaded; tests run on it, it is never shipped`,
  };
  return `${electron.version} (${origin[electron.kind]})`;
}
