import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** The absolute path of a file that a document names, or undefined where it is gone or would lead out of the project. */
export async function pathInProject(folder: string, file: string): Promise<string | undefined> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, ...file.split('/')));
    return path.startsWith(root + sep) ? path : undefined;
  } catch {
    return undefined;
  }
}
