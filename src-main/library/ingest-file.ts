import { basename, join, resolve } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { mediaIdSchema } from '../../src-shared/lib/ids.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { commitPart, discardPart } from '../files/atomic-write.ts';
import { shownName, systemCodeOf, writeFailure } from '../files/failures.ts';
import { makeFolderInside } from '../files/inside.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { partPathFor } from '../files/part-files.ts';
import type { Vfs } from '../files/vfs.ts';
import { probeMedia } from '../media/probe.ts';
import type { Probe } from '../media/probe-types.ts';
import { readFrames } from '../media/read-frames.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { copyHashed } from './copy-hashed.ts';
import { mediaFile } from './media-file.ts';
import { isPlayable } from './playable.ts';
import { proxyEnding, writeProxy } from './proxy.ts';

/** A still has no rate of its own; this one stands in the document and is never used. */
const stillRate = { num: 24, den: 1 } as const;

type Provenance = Media['provenance'];

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

function measures(probe: Probe): Pick<Media, 'width' | 'height' | 'frames' | 'rate' | 'hasAudio'> {
  if (probe.kind === 'audio')
    return {
      width: 0,
      height: 0,
      frames: frames(0),
      rate: { num: probe.audio.sampleRate, den: 1 },
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
  vfs: Vfs = nodeVfs,
): Promise<Media> {
  const from = resolve(path);
  const root = resolve(projectFolder);
  // Refuses what is no media before a byte of it is copied.
  const before = await probeMedia(from, signal);
  await checkDecodes(tool, before, from, signal);
  const home = provenance.origin === 'generated' ? 'takes' : 'media';
  await makeFolderInside(vfs, root, [home]);
  const part = partPathFor(join(root, home, `file.${before.format}`));
  const { sha256, bytes } = await copyHashed(vfs, from, part, join(root, home, basename(from)), signal);
  const stem = sha256.slice(0, 24);
  const file = `${home}/${stem}.${before.format}`;
  const target = join(root, home, `${stem}.${before.format}`);
  let probe: Probe;
  try {
    // The copy is what counts: the person's file may have changed between the look and the copy.
    probe = await probeMedia(part, signal);
    if (bytes !== before.bytes)
      throw new AppError('input.file.unreadable', `“${shownName(from)}” changed while it was copied.`, {
        hint: 'Try again when nothing writes to it any more.',
        retryable: true,
      });
    if (await exists(vfs, target)) await discardPart(vfs, part);
    else await commitPart(vfs, part, target);
  } catch (error) {
    await discardPart(vfs, part);
    throw error;
  }
  const stored = { ...probe, path: target };
  const proxy = await proxyFor(tool, stored, root, stem, vfs, signal);
  return {
    id: mediaIdSchema.parse(`media-${stem}`),
    kind: probe.kind,
    name: nameOf(from, provenance),
    file,
    ...(proxy === undefined ? {} : { proxy }),
    sha256,
    bytes,
    ...measures(probe),
    provenance,
  };
}

/** Path of the proxy in the project, made where it is missing; undefined where the file itself can be played. */
async function proxyFor(
  tool: FfmpegTool,
  probe: Probe,
  root: string,
  stem: string,
  vfs: Vfs,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ending = proxyEnding(probe);
  if (isPlayable(probe) || ending === undefined) return undefined;
  const folder = await makeFolderInside(vfs, root, ['cache', 'proxies']);
  const out = join(folder, `${stem}.${ending}`);
  if (!(await exists(vfs, out))) await writeProxy(tool, probe, out, signal);
  return `cache/proxies/${stem}.${ending}`;
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
  const probe = await probeMedia(await mediaFile(projectFolder, media), signal);
  await proxyFor(await tool(), probe, projectFolder, media.sha256.slice(0, 24), nodeVfs, signal);
}
