import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

export async function isFile(/** @type {string} */ path) {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The parsed file, or undefined when it is missing or cut off: a record that can't be read is no record. */
export async function readJson(/** @type {string} */ path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes beside and renames, so that a reader sees the old file or the new one, never half of one. */
export async function writeJson(/** @type {string} */ path, /** @type {unknown} */ value) {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, `${JSON.stringify(value, null, 2)}\n`);
  await rename(part, path);
}

/** Digest of one file, base64 as npm writes its integrity or hexadecimal. */
export async function hashFile(
  /** @type {string} */ path,
  /** @type {'sha256' | 'sha512'} */ algorithm,
  /** @type {'hex' | 'base64'} */ encoding,
) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest(encoding);
}

/** Every file below a folder, sorted; none when the folder isn't there. */
export async function filesBelow(/** @type {string} */ folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * One hash over the names and contents of files: equal hash = equal input.
 *
 * @param {string} base  names are taken relative to it, so that a moved checkout hashes the same
 * @param {readonly string[]} files
 */
export async function hashFiles(base, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file).catch(() => undefined);
    hash.update(`${relative(base, file).split(sep).join('/')}\0${content?.length ?? 'absent'}\0`);
    if (content !== undefined) hash.update(content);
  }
  return hash.digest('hex');
}
