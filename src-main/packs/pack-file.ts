import { lstat, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';

/**
 * The real path of a file that belongs to a pack.
 *
 * A pack is downloaded data, so a name in it may neither climb out of the folder nor go through a link that does: a
 * linked file is refused even when its hash would fit, because what is hashed and what is opened later could differ.
 *
 * @throws AppError `pack.missing` where there is no such file, `pack.format` where it lies outside or is no plain file.
 */
export async function packFile(folder: string, name: string): Promise<{ path: string; bytes: number }> {
  const path = join(folder, name);
  const inside = relative(folder, path);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new AppError('pack.format', `The pack names a file outside its own folder: ${name}.`, {
      hint: 'Do not use this pack; get it again from where it is published.',
    });
  }
  let entry;
  let real;
  let realFolder;
  try {
    entry = await lstat(path);
    real = await realpath(path);
    realFolder = await realpath(folder);
  } catch (cause) {
    throw new AppError('pack.missing', `The pack is incomplete: ${name} is missing.`, {
      hint: 'Get the pack again from where it is published.',
      cause,
    });
  }
  if (!entry.isFile() || real !== join(realFolder, name)) {
    throw new AppError('pack.format', `The pack's file ${name} is a link or no plain file.`, {
      hint: 'Do not use this pack; get it again from where it is published.',
    });
  }
  return { path: real, bytes: entry.size };
}
