import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { isFile } from '../run/files.mjs';
import { runProgram } from '../run/program.mjs';
import { Refusal } from '../run/refusal.mjs';
import { installPackages, isDebian } from './debian.mjs';
import { answers } from './reach.mjs';

/** The oldest ffmpeg with everything the render graphs use (`xfade`, `scdet`, SVT-AV1, `zscale` in one build). */
const oldestMajor = 5;

/**
 * @typedef {object} Ffmpeg
 * @property {string} path
 * @property {string} version
 * @property {'environment' | 'ffmpeg-static' | 'system'} kind
 */

/**
 * The first ffmpeg that works, in the order: KINOLOOM_FFMPEG, ffmpeg-static's binary, the one on PATH if it is new
 * enough, Debian's.
 *
 * @param {string} root
 * @param {(sentence: string) => void} say
 * @returns {Promise<Ffmpeg>}
 */
export async function provideFfmpeg(root, say) {
  const named = process.env.KINOLOOM_FFMPEG;
  if (named !== undefined && named !== '') {
    const version = await ffmpegVersion(named);
    if (version === undefined)
      throw new Refusal(`KINOLOOM_FFMPEG names ${named}, which does not run as ffmpeg.`);
    return { path: named, version, kind: 'environment' };
  }
  const carried = await staticFfmpeg(root, say);
  if (carried !== undefined) return carried;
  const onPath = await systemFfmpeg();
  if (onPath !== undefined) return onPath;
  let reason = `install ffmpeg ${oldestMajor}.0 or newer, or name one in KINOLOOM_FFMPEG`;
  if (process.platform === 'linux' && (await isDebian())) {
    const result = await installPackages(['ffmpeg'], say);
    const installed = await systemFfmpeg();
    if (installed !== undefined) return installed;
    if (!result.installed) reason = result.reason;
  }
  throw new Refusal(`No ffmpeg ${oldestMajor}.0 or newer was found; ${reason}.`);
}

async function systemFfmpeg() {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, name);
    if (!(await isFile(path))) continue;
    const version = await ffmpegVersion(path);
    if (version !== undefined && isNewEnough(version))
      return { path, version, kind: /** @type {const} */ ('system') };
  }
  return undefined;
}

/**
 * ffmpeg-static downloads in an install script, and those are off; its own script is run here where its host answers.
 *
 * @param {string} root
 * @param {(sentence: string) => void} say
 * @returns {Promise<Ffmpeg | undefined>}
 */
async function staticFfmpeg(root, say) {
  const folder = join(root, 'node_modules', 'ffmpeg-static');
  // FFMPEG_BIN would make the module answer with that path instead of its own.
  const path = join(folder, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');
  if (!(await isFile(path))) {
    const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))['ffmpeg-static'];
    const base =
      process.env.FFMPEG_BINARIES_URL ?? 'https://github.com/eugeneware/ffmpeg-static/releases/download';
    const name = `ffmpeg-${process.platform}-${process.arch}.gz`;
    if (!(await answers(`${base}/${about['binary-release-tag']}/${name}`))) return undefined;
    say('Downloading ffmpeg-static …');
    const { FFMPEG_BIN: _, ...env } = process.env;
    const script = createRequire(import.meta.url).resolve(join(folder, 'install.js'));
    const ending = await runProgram(process.execPath, [script], { cwd: folder, env, timeoutMs: 300_000 });
    // A download that broke off leaves a file that looks like one.
    if (ending.code !== 0) await rm(path, { force: true });
  }
  const version = await ffmpegVersion(path);
  return version === undefined ? undefined : { path, version, kind: 'ffmpeg-static' };
}

/** What `ffmpeg -version` calls itself; undefined when it isn't ffmpeg or doesn't run. */
export async function ffmpegVersion(/** @type {string} */ path) {
  const { code, stdout } = await runProgram(path, ['-hide_banner', '-version'], { timeoutMs: 20_000 });
  return code === 0 ? /^ffmpeg version (\S+)/.exec(stdout)?.[1] : undefined;
}

/** Builds from the development branch carry no number (`N-118…-g…`, a date) and are newer than any release. */
export function isNewEnough(/** @type {string} */ version) {
  const major = /^n?(\d+)\.\d/.exec(version)?.[1];
  return major === undefined || Number(major) >= oldestMajor;
}
