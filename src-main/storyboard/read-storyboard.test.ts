import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { readStoryboard } from './read-storyboard.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-story-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function failure(name: string, content: string | Uint8Array): Promise<string> {
  const error: unknown = await readStoryboard(await file(name, content)).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error('It was read.');
  expect(error.message).toMatch(/^[^\n]{5,200}\.$/);
  return error.code;
}

const screenplay = `Title: The *Fox*
Author: Nobody

INT. LIGHTHOUSE - NIGHT

A red fox climbs the stairs.

FOX
Nearly there.

DISSOLVE TO:

EXT. BEACH - DAWN

Waves roll in. The fox _runs_ along the water.

> BRIDGE TO:

The sun rises.
`;

test('a screenplay gives a shot for every paragraph of action, in its place and with its transition', async () => {
  const board = await readStoryboard(await file('fox.fountain', screenplay));
  expect(board.name).toBe('The Fox');
  expect(board.shots).toEqual([
    { prompt: 'A red fox climbs the stairs. lighthouse, night, inside', seconds: 2, transition: 'cut' },
    {
      prompt: 'Waves roll in. The fox runs along the water. beach, dawn',
      seconds: 2,
      transition: 'dissolve',
    },
    { prompt: 'The sun rises. beach, dawn', seconds: 2, transition: 'bridge' },
  ]);
});

test('pictures are looked for beside the list', async () => {
  const shots = [{ prompt: 'a fox', image: 'fox.png', seconds: 3 }];
  const board = await readStoryboard(await file('fox.json', JSON.stringify({ shots })));
  expect(board.shots[0]?.image).toBe(join(folder, 'fox.png'));
});

test('what is no list is told in one sentence', async () => {
  expect(await failure('cut.json', '{"shots": [')).toBe('input.file.unreadable');
  expect(await failure('none.json', '{"shots": []}')).toBe('input.option');
  expect(await failure('long.json', '{"shots": [{"prompt": "a", "seconds": 61}]}')).toBe('input.option');
  expect(await failure('odd.json', '{"shots": [{"prompt": "a", "transition": "explode"}]}')).toBe(
    'input.option',
  );
  expect(await failure('more.json', '{"shots": [{"prompt": "a", "sound": "loud"}]}')).toBe('input.option');
  expect(await failure('empty.txt', '# nothing\n\n')).toBe('input.option');
  expect(await failure('film.mp4', 'x')).toBe('input.file.format');
  expect(await failure('bytes.txt', Uint8Array.from([0xff, 0xfe, 0xfa]))).toBe('input.file.unreadable');
  await expect(readStoryboard(join(folder, 'gone.json'))).rejects.toMatchObject({
    code: 'input.file.missing',
  });
});
