import { dirname, relative } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { boardShotSchema, type BoardShot } from '../../src-shared/storyboard/schema.ts';
import { shownName } from '../files/failures.ts';
import { pathInProject } from '../projects/path-in-project.ts';
import { readStoryboard } from './read-storyboard.ts';

/**
 * A list of shots for the window. A list may come from anybody: the pictures it names are taken only from its own folder,
 * and come into the library before the list is shown.
 *
 * @throws AppError as `readStoryboard`, and `input.file.missing` for a picture that is not there
 */
export async function openStoryboard(
  file: string,
  importFiles: (paths: readonly string[]) => Promise<readonly Media[]>,
): Promise<BoardShot[]> {
  const { shots } = await readStoryboard(file);
  const folder = dirname(file);
  const pictures = new Map<string, MediaId>();
  for (const { image, last } of shots) {
    for (const name of [image, last]) {
      if (name === undefined || pictures.has(name)) continue;
      const path = await pathInProject(folder, relative(folder, name));
      if (path === undefined) {
        throw new AppError('input.file.missing', `“${shownName(name)}” is not beside the list of shots.`, {
          hint: 'Put its pictures into the same folder.',
        });
      }
      const [media] = await importFiles([path]);
      if (media?.kind !== 'image') {
        throw new AppError('input.file.format', `“${shownName(name)}” is no picture.`, {
          hint: 'A shot begins and ends with a still image.',
        });
      }
      pictures.set(name, media.id);
    }
  }
  return shots.map(({ image, last, ...shot }) =>
    boardShotSchema.parse({
      ...shot,
      image: image === undefined ? undefined : pictures.get(image),
      last: last === undefined ? undefined : pictures.get(last),
    }),
  );
}
