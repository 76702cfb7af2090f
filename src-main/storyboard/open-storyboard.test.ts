import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mediaIdSchema } from '../../src-shared/lib/ids.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { openStoryboard } from './open-storyboard.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kinoloom-board-'));
  await mkdir(join(root, 'lists'));
  for (const name of ['secret.png', 'lists/fox.png', 'lists/film.mp4'])
    await writeFile(join(root, name), 'x');
  await symlink(join(root, 'secret.png'), join(root, 'lists', 'link.png'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A library that takes every file for what it is called. */
function library() {
  const taken: string[] = [];
  const importFiles = (paths: readonly string[]): Promise<Media[]> => {
    taken.push(...paths.map((path) => basename(path)));
    return Promise.resolve(
      paths.map((path) => ({
        id: mediaIdSchema.parse(`m-${basename(path).replace('.', '-')}`),
        kind: path.endsWith('.png') ? 'image' : 'video',
        name: basename(path),
        file: `media/${basename(path)}`,
        sha256: '0'.repeat(64),
        bytes: 1,
        width: 16,
        height: 16,
        frames: frames(1),
        rate: { num: 24, den: 1 },
        hasAudio: false,
        provenance: { origin: 'imported' },
      })),
    );
  };
  return { taken, importFiles };
}

async function open(text: string, to = library()) {
  const file = join(root, 'lists', 'shots.txt');
  await writeFile(file, text);
  return openStoryboard(file, to.importFiles);
}

test('pictures beside the list come into the library, each once', async () => {
  const to = library();
  const shots = await open(
    'A fox | 3 s | image: fox.png\nA hill | image: fox.png | last: fox.png | bridge',
    to,
  );
  expect(to.taken).toEqual(['fox.png']);
  expect(shots).toEqual([
    { prompt: 'A fox', seconds: 3, image: 'm-fox-png', transition: 'cut' },
    { prompt: 'A hill', seconds: 2, image: 'm-fox-png', last: 'm-fox-png', transition: 'bridge' },
  ]);
});

test.each(['../secret.png', 'link.png', 'gone.png', `${'../'.repeat(9)}etc/hostname`])(
  'a list from anybody names no picture outside its folder: %s',
  async (name) => {
    const to = library();
    await expect(open(`A fox | image: ${name}`, to)).rejects.toMatchObject({ code: 'input.file.missing' });
    expect(to.taken).toEqual([]);
  },
);

test('what is no picture is said to be none', async () => {
  await expect(open('A fox | last: film.mp4')).rejects.toMatchObject({
    code: 'input.file.format',
    message: '“film.mp4” is no picture.',
  });
});
