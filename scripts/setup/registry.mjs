import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../run/files.mjs';
import { lastLine, runNpm } from '../run/program.mjs';
import { Refusal } from '../run/refusal.mjs';

/**
 * Fetches one package's archive from the registry npm is configured for, checks its integrity, and hands its path to
 * `use`; the archive is deleted afterwards.
 *
 * @template T
 * @param {{ name: string, version: string, integrity: string }} wanted  integrity as npm writes it: `sha512-…`
 * @param {string} scratch  folder for the archive, made when missing
 * @param {(archive: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withPackageArchive(wanted, scratch, use) {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'archive-'));
  try {
    const ending = await runNpm(
      ['pack', `${wanted.name}@${wanted.version}`, '--pack-destination', folder, '--loglevel=error'],
      {
        cwd: folder,
      },
    );
    const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
    if (ending.code !== 0 || archive === undefined) {
      throw new Refusal(
        `The package ${wanted.name}@${wanted.version} could not be fetched (${lastLine(ending.stderr) || 'no reason given'}).`,
      );
    }
    const path = join(folder, archive);
    const found = `sha512-${await hashFile(path, 'sha512', 'base64')}`;
    if (found !== wanted.integrity) {
      throw new Refusal(
        `The archive of ${wanted.name}@${wanted.version} is not the expected one (integrity ${found}); nothing was unpacked.`,
      );
    }
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
