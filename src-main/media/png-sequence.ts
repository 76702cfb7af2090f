import { basename, dirname, extname, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { discardPart } from '../files/atomic-write.ts';
import { writeFailure } from '../files/failures.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { probeMedia } from './probe.ts';
import type { WorkFolder } from './work-folder.ts';

function workPicture(work: WorkFolder, index: number): string {
  return work.at(`${String(index).padStart(8, '0')}.png`);
}

/** `name.png` -> `name-0001.png`, …: counted from 1, with as many digits as the last one needs, four at least. */
export function sequenceNames(out: string, frames: number): string[] {
  const ending = extname(out);
  const stem = join(dirname(out), basename(out, ending));
  const digits = Math.max(4, String(frames).length);
  return Array.from(
    { length: frames },
    (_, index) => `${stem}-${String(index + 1).padStart(digits, '0')}${ending}`,
  );
}

/** Whether `path` has a name that the pictures of `out` may get, however many they are. */
export function isOfSequence(path: string, out: string): boolean {
  const ending = extname(out);
  if (ending.toLowerCase() !== '.png' || extname(path) !== ending || dirname(path) !== dirname(out))
    return false;
  const stem = `${basename(out, ending)}-`;
  const name = basename(path, ending);
  return name.startsWith(stem) && /^\d{4,}$/.test(name.slice(stem.length));
}

/** Checks that every picture was written and the first and last are whole. */
export async function probeSequence(work: WorkFolder, size: Size, frames: number): Promise<void> {
  const written = (await nodeVfs.list(work.folder)).filter((name) => /^\d{8}\.png$/.test(name)).length;
  if (written === frames) {
    for (const index of [0, frames - 1]) {
      const probe = await probeMedia(workPicture(work, index));
      if (probe.kind === 'image' && probe.width === size.width && probe.height === size.height) continue;
      throw new AppError(
        'ffmpeg.failed',
        'A picture that was written does not have the size it should have.',
      );
    }
    return;
  }
  throw new AppError('ffmpeg.failed', 'The pictures that were written are not as many as they should be.', {
    cause: new Error(`${written} pictures, not ${frames}`),
  });
}

/**
 * Moves the pictures to their names beside `work.out`. All or nothing: when one can't be moved, those before are taken back.
 */
export async function nameSequence(work: WorkFolder, frames: number): Promise<readonly string[]> {
  const names = sequenceNames(work.out, frames);
  for (const [index, name] of names.entries()) {
    try {
      await nodeVfs.rename(workPicture(work, index), name);
    } catch (error) {
      for (const moved of names.slice(0, index)) await discardPart(nodeVfs, moved);
      throw writeFailure(error, name);
    }
  }
  try {
    await nodeVfs.syncFolder(dirname(work.out));
  } catch (error) {
    throw writeFailure(error, work.out);
  }
  return names;
}
