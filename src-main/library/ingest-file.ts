import { basename, join, resolve } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { mediaIdSchema } from '../../src-shared/lib/ids.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { shownName, systemCodeOf, writeFailure } from '../files/failures.ts';
import { discardPart } from '../files/atomic-write.ts';
import { makeFolderInside } from '../files/inside.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { partPathFor } from '../files/part-files.ts';
import type { Vfs } from '../files/vfs.ts';
import { heicToPng, isHeicFile } from '../media/heic-to-png.ts';
import { probeMedia, recogniseMedia } from '../media/probe.ts';
import type { Probe } from '../media/probe-types.ts';
import { readFrames } from '../media/read-frames.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { checkLut, isLutName } from './lut-file.ts';
import { mediaFile } from './media-file.ts';
import { isPlayable } from './playable.ts';
import { proxyEnding, writeProxy } from './proxy.ts';
import { storeFile } from './store-file.ts';

/** A still has no rate of its own; this one stands in the document and is never used. */
const stillRate = { num: 24, den: 1 } as const;

type Provenance = Media['provenance'];

export interface IngestOptions {
  readonly vfs?: Vfs;
  /** `later`: the entry names its proxy, and `restoreProxy` makes it. */
  readonly proxy?: 'now' | 'later';
}

/** What the library shows: the file's name, or of a take the beginning of its prompt. */
function nameOf(path: string, provenance: Provenance): string {
  const prompt = provenance.origin === 'generated' ? provenance.recipe.prompt.trim() : '';
  const text = (prompt === '' ? basename(path) : prompt).replaceAll(/\p{Cc}+/gu, ' ').trim();
  let name = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (name.length + segment.length > (prompt === '' ? 120 : 60)) break;
    name += segment;
  }
  return name === '' ? 'Untitled' : name;
}

function measures(
  probe: Probe,
): Pick<Media, 'width' | 'height' | 'frames' | 'rate' | 'samples' | 'hasAudio'> {
  if (probe.kind === 'audio')
    return {
      width: 0,
      height: 0,
      frames: frames(0),
      rate: { num: probe.audio.sampleRate, den: 1 },
      samples: Math.max(1, Math.round(probe.audio.seconds * probe.audio.sampleRate)),
      hasAudio: true,
    };
  const { width, height } = probe;
  return probe.kind === 'image'
    ? { width, height, frames: frames(1), rate: stillRate, hasAudio: false }
    : { width, height, frames: probe.frames, rate: probe.rate, hasAudio: probe.audio !== undefined };
}

/** A header can be right and the picture behind it none: the first one is decoded before the file enters. */
async function checkDecodes(
  tool: FfmpegTool,
  probe: Probe,
  shown: string,
  signal: AbortSignal,
): Promise<void> {
  if (probe.kind === 'audio') return;
  try {
    await readFrames(tool, probe, { indices: [0], size: { width: 32, height: 32 }, fit: 'cover' }, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'input.file.unreadable') throw error;
    throw new AppError('input.file.unreadable', `“${shownName(shown)}” could not be decoded.`, {
      hint: error.hint,
      cause: error,
    });
  }
}

/** An error about the copy speaks of the person's file. */
function underOwnName(error: unknown, part: string, from: string): unknown {
  if (!(error instanceof AppError)) return error;
  const message = error.message.replace(shownName(part), shownName(from));
  return new AppError(error.code, message, { hint: error.hint, cause: error });
}

async function exists(vfs: Vfs, path: string): Promise<boolean> {
  try {
    await vfs.stat(path);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    throw writeFailure(error, path);
  }
}

/**
 * Takes a file into a project: copied under the name of its contents into `media/` (imported) or `takes/` (generated), hashed
 * on the way, measured and decoded once before it gets its name, with a proxy in `cache/` where the window can't play it. A
 * file whose contents are there already is not stored twice and has the same id again. On any failure nothing is left.
 *
 * @throws AppError `input.file.*`, `disk.*`, `output.unwritable`, `ffmpeg.failed`, `cancelled`
 */
export async function ingestFile(
  tool: FfmpegTool,
  path: string,
  projectFolder: string,
  provenance: Provenance,
  signal: AbortSignal,
  { vfs = nodeVfs, proxy: when = 'now' }: IngestOptions = {},
): Promise<Media> {
  const from = resolve(path);
  const root = resolve(projectFolder);
  if (isLutName(from)) return ingestLut(from, root, provenance, signal, vfs);
  if (await isHeicFile(from)) return ingestHeic(tool, from, root, provenance, signal, vfs);
  const find = async () => tool;
  const recognised = await recogniseMedia(from);
  // Refuses what is no media before a byte of it is copied. What ffmpeg has to decode as a whole is looked at once: the copy.
  if (recognised.byFfmpeg !== true)
    await checkDecodes(tool, await probeMedia(from, signal, find), from, signal);
  const home = provenance.origin === 'generated' ? 'takes' : 'media';
  const storage = { vfs, root, home, ending: recognised.format } as const;
  const check = async (part: string) => {
    const probe = await probeMedia(part, signal, find).catch((error: unknown) => {
      throw underOwnName(error, part, from);
    });
    if (recognised.byFfmpeg === true) await checkDecodes(tool, probe, from, signal);
    return probe;
  };
  const stored = await storeFile(storage, from, recognised.bytes, check, signal);
  const { stem, file, sha256, bytes, checked } = stored;
  const probe = { ...checked, path: stored.path };
  const proxy = proxyName(probe, stem);
  if (proxy !== undefined && when === 'now') await makeProxy(tool, probe, root, stem, vfs, signal);
  return {
    id: mediaIdSchema.parse(`media-${stem}`),
    kind: probe.kind,
    name: nameOf(from, provenance),
    file,
    ...(proxy === undefined ? {} : { proxy }),
    sha256,
    bytes,
    ...measures(probe),
    ...(probe.kind === 'video' && probe.alpha ? { alpha: true } : {}),
    ...(probe.kind === 'video' && probe.timecode !== undefined ? { timecode: { ...probe.timecode } } : {}),
    provenance,
  };
}

/** A HEIC picture: what the library keeps is a PNG of it, the same for the same file, so that it is known again. */
async function ingestHeic(
  tool: FfmpegTool,
  from: string,
  root: string,
  provenance: Provenance,
  signal: AbortSignal,
  vfs: Vfs,
): Promise<Media> {
  const png = partPathFor(join(await makeFolderInside(vfs, root, ['cache']), 'picture.png'));
  try {
    await heicToPng(tool, from, png, signal);
    return {
      ...(await ingestFile(tool, png, root, provenance, signal, { vfs })),
      name: nameOf(from, provenance),
    };
  } finally {
    await discardPart(vfs, png);
  }
}

/** A colour table for grading: kept beside the media and never shown. */
async function ingestLut(
  from: string,
  root: string,
  provenance: Provenance,
  signal: AbortSignal,
  vfs: Vfs,
): Promise<Media> {
  await checkLut(from);
  const { bytes: size } = await vfs.stat(from);
  const storage = { vfs, root, home: 'media', ending: 'cube' } as const;
  const { stem, file, sha256, bytes } = await storeFile(storage, from, size, checkLut, signal);
  return {
    id: mediaIdSchema.parse(`media-${stem}`),
    kind: 'lut',
    name: nameOf(from, provenance),
    file,
    sha256,
    bytes,
    width: 0,
    height: 0,
    frames: frames(0),
    rate: stillRate,
    hasAudio: false,
    provenance,
  };
}

/** Path of the proxy in the project; undefined where the file itself can be played. */
function proxyName(probe: Probe, stem: string): string | undefined {
  return isPlayable(probe) ? undefined : `cache/proxies/${stem}.${proxyEnding(probe)}`;
}

async function makeProxy(
  tool: FfmpegTool,
  probe: Probe,
  root: string,
  stem: string,
  vfs: Vfs,
  signal: AbortSignal,
): Promise<void> {
  const folder = await makeFolderInside(vfs, root, ['cache', 'proxies']);
  const out = join(folder, `${stem}.${proxyEnding(probe)}`);
  if (!(await exists(vfs, out))) await writeProxy(tool, probe, out, signal);
}

/**
 * Makes the proxy of a file in the library anew, where it needs one: `cache/` may be deleted at any time.
 *
 * @throws AppError `input.file.*`, `disk.*`, `output.unwritable`, `ffmpeg.failed`, `cancelled`
 */
export async function restoreProxy(
  tool: () => Promise<FfmpegTool>,
  media: Pick<Media, 'file' | 'name' | 'sha256'>,
  projectFolder: string,
  signal: AbortSignal,
): Promise<void> {
  const probe = await probeMedia(await mediaFile(projectFolder, media), signal, tool);
  if (isPlayable(probe)) return;
  await makeProxy(await tool(), probe, projectFolder, media.sha256.slice(0, 24), nodeVfs, signal);
}
