import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reelFile, reelFrames } from './reel-file.ts';
import { createReelShelf } from './reel-shelf.ts';

const media = { sha256: '0123456789abcdef'.repeat(4) };
const minute = 60_000;
const start = Date.UTC(2026, 10, 29);
let home = '';
let project = '';
let shelf = '';
let clock = start;
const now = () => clock;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-shelf-'));
  project = join(home, 'Film.kinoloom');
  shelf = join(project, 'cache', 'scrub');
  clock = start;
  await mkdir(shelf, { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

const frameOf = (reel: number) => reel * reelFrames + 7;
const pathOf = (reel: number) => join(project, reelFile(media, frameOf(reel)));

/** A reel of so many bytes that was used so long ago. */
async function lay(reel: number, bytes: number, minutesAgo: number): Promise<void> {
  await writeFile(pathOf(reel), Buffer.alloc(bytes, reel));
  const at = (clock - minutesAgo * minute) / 1000;
  await utimes(pathOf(reel), at, at);
}

async function kept(): Promise<number[]> {
  const names = await readdir(shelf);
  return names.flatMap((name) => Number(/-(\d+)\.reel$/.exec(name)?.[1] ?? [])).sort((a, b) => a - b);
}

test('what was used least recently goes first, and no more than must', async () => {
  await lay(0, 100, 30);
  await lay(1, 100, 50);
  await lay(2, 100, 10);
  await lay(3, 100, 40);
  await createReelShelf({ room: 400, now }).tidy(project);
  expect(await kept()).toEqual([0, 1, 2, 3]);
  await createReelShelf({ room: 399, now }).tidy(project);
  expect(await kept()).toEqual([0, 2, 3]);
  await createReelShelf({ room: 100, now }).tidy(project);
  expect(await kept()).toEqual([2]);
});

test('a reel that is looked at is used, today and for whoever opens the project later', async () => {
  await lay(0, 100, 50);
  await lay(1, 100, 40);
  const first = createReelShelf({ room: 100, now });
  expect(await first.find(project, media, frameOf(0))).toBe(pathOf(0));
  clock += 10 * minute;
  await createReelShelf({ room: 100, now }).tidy(project);
  expect(await kept()).toEqual([0]);
});

test('what was made or found just now stays even where there is no room for it', async () => {
  await lay(0, 100, 50);
  await lay(1, 100, 0);
  await lay(2, 100, 40);
  const reels = createReelShelf({ room: 0, now });
  await reels.find(project, media, frameOf(2));
  await reels.tidy(project);
  expect(await kept()).toEqual([1, 2]);
  clock += 3 * minute;
  await reels.tidy(project);
  expect(await kept()).toEqual([]);
});

test('a reel that is looked at again and again stays', async () => {
  await lay(0, 100, 50);
  const reels = createReelShelf({ room: 0, now });
  for (let second = 0; second < 600; second += 7) {
    expect(await reels.find(project, media, frameOf(0))).toBe(pathOf(0));
    clock += 7000;
    await reels.tidy(project);
  }
  expect(await kept()).toEqual([0]);
});

test('who is led to a reel can read it whole, whatever is tidied meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }),
      async (wanted) => {
        for (let reel = 0; reel < 6; reel += 1) await lay(reel, 100, 10 + reel);
        const reels = createReelShelf({ room: 0, now });
        const tidied = reels.tidy(project);
        const read = wanted.map(async (reel) => {
          const path = await reels.find(project, media, frameOf(reel));
          if (path === undefined) return;
          await tidied;
          expect((await readFile(path)).equals(Buffer.alloc(100, reel))).toBe(true);
        });
        await Promise.all(read);
      },
    ),
    { numRuns: 60 },
  );
});

test('nothing but reels is counted or taken, and no link is followed', async () => {
  await mkdir(join(project, 'media'));
  const film = join(project, 'media', 'film.mp4');
  await writeFile(film, Buffer.alloc(1000));
  const { mtimeMs } = await stat(film);
  await symlink(film, pathOf(4));
  await writeFile(join(shelf, 'notes.txt'), Buffer.alloc(1000));
  await lay(0, 100, 10);
  const reels = createReelShelf({ room: 100, now });
  expect(await reels.find(project, media, frameOf(4))).toBeUndefined();
  expect(await reels.find(project, media, frameOf(5))).toBeUndefined();
  await reels.tidy(project);
  expect(await readdir(shelf)).toHaveLength(3);
  expect((await stat(film)).mtimeMs).toBe(mtimeMs);
  await rm(join(project, 'cache'), { recursive: true });
  await reels.tidy(project);
});
