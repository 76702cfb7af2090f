import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clipIdSchema, mediaIdSchema } from '../../../src-shared/lib/ids.ts';
import type { Media, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { serialiseProject } from '../../../src-shared/project/serialise.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { nodeVfs } from '../../files/node-vfs.ts';
import { loadProject } from '../load.ts';
import { createProjectFolder } from '../session.ts';
import { rawZip } from '../testing/raw-zip.ts';
import type { RawEntry } from '../testing/raw-zip.ts';
import { sampleMedia, sampleProject } from '../testing/samples.ts';
import { readBundle } from './read-bundle.ts';
import { withBundleEnding } from './bundle-name.ts';
import { writeBundle } from './write-bundle.ts';

const signal = new AbortController().signal;
let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-bundle-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function mediaWith(name: string, contents: Buffer): Media {
  const sha256 = createHash('sha256').update(contents).digest('hex');
  return { ...sampleMedia(name), sha256, bytes: contents.length };
}

const beach = Buffer.from('frames of a beach');
const forest = Buffer.alloc(300_000, 'trees');

/** A project with two media, of which the timeline shows one. */
async function madeProject(): Promise<{ folder: string; document: ProjectDocument }> {
  const folder = join(home, 'A “film” ’n’ 🎬.kinoloom');
  const empty = sampleProject();
  const media = [
    { ...mediaWith('beach', beach), proxy: 'cache/proxies/beach.mp4' },
    mediaWith('forest', forest),
  ];
  const [video, ...rest] = empty.timeline.tracks;
  if (video === undefined) throw new Error('The sample has a track.');
  const clip = {
    id: clipIdSchema.parse('clip-1'),
    name: 'Beach',
    source: { kind: 'media' as const, mediaId: mediaIdSchema.parse('media-beach') },
    start: frames(0),
    length: frames(24),
    sourceIn: frames(0),
  };
  const document = {
    ...empty,
    media: Object.fromEntries(media.map((one) => [one.id, one])),
    timeline: { tracks: [{ ...video, clips: [clip] }, ...rest] },
  };
  await createProjectFolder(nodeVfs, folder, document);
  await mkdir(join(folder, 'cache', 'proxies'), { recursive: true });
  await writeFile(join(folder, 'media', 'beach.mp4'), beach);
  await writeFile(join(folder, 'media', 'forest.mp4'), forest);
  await writeFile(join(folder, 'cache', 'proxies', 'beach.mp4'), 'small frames');
  return { folder, document };
}

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('a bundle', () => {
  it('holds everything and opens again with nothing missing', async () => {
    const { folder, document } = await madeProject();
    const out = join(home, withBundleEnding('Film'));
    const written = await writeBundle({ folder, name: 'Film', document }, out, { media: 'all' }, signal);
    expect(written.files).toBe(4);
    expect(written.bytes).toBeGreaterThan(forest.length);
    const copy = join(home, 'Elsewhere', 'Copy.kinoloom');
    await mkdir(dirname(copy));
    await readBundle(out, copy, signal);
    const loaded = await loadProject(nodeVfs, copy);
    expect(loaded.document).toEqual({ ...document, name: 'Copy', revision: 0 });
    expect((await readFile(join(copy, 'media', 'forest.mp4'))).equals(forest)).toBe(true);
    expect(await filesBelow(copy)).toEqual([
      'cache/proxies/beach.mp4',
      'media/beach.mp4',
      'media/forest.mp4',
      'project.json',
    ]);
    expect(await readdir(dirname(copy))).toEqual(['Copy.kinoloom']);
  });

  it('opens again in the form for more than 4 GiB', async () => {
    const { folder, document } = await madeProject();
    const [small, large] = [join(home, 'Small.kinoloomz'), join(home, 'Large.kinoloomz')];
    const all = { media: 'all' } as const;
    await writeBundle({ folder, name: 'Film', document }, small, all, signal);
    await writeBundle({ folder, name: 'Film', document }, large, all, signal, { zip64: true });
    // The 64-bit end of the directory, and its place before the usual one.
    const records = (bytes: Buffer) => [bytes.indexOf('PK\u0006\u0006'), bytes.indexOf('PK\u0006\u0007')];
    expect(records(await readFile(small))).toEqual([-1, -1]);
    expect(Math.min(...records(await readFile(large)))).toBeGreaterThan(forest.length);
    const copy = join(home, 'Copy.kinoloom');
    await readBundle(large, copy, signal);
    expect((await loadProject(nodeVfs, copy)).document.media).toEqual(document.media);
    expect((await readFile(join(copy, 'media', 'forest.mp4'))).equals(forest)).toBe(true);
    expect((await readFile(join(copy, 'media', 'beach.mp4'))).equals(beach)).toBe(true);
    // A cut one is no bundle.
    await writeFile(large, (await readFile(large)).subarray(0, -30));
    await expect(readBundle(large, join(home, 'Cut.kinoloom'), signal)).rejects.toMatchObject({
      code: expect.stringMatching(/^(input|project)\./),
    });
  });

  it('can hold only what the timeline uses', async () => {
    const { folder, document } = await madeProject();
    const out = join(home, 'small.kinoloomz');
    expect(
      (await writeBundle({ folder, name: 'Film', document }, out, { media: 'used' }, signal)).files,
    ).toBe(3);
    await readBundle(out, join(home, 'Small.kinoloom'), signal);
    const { document: opened } = await loadProject(nodeVfs, join(home, 'Small.kinoloom'));
    expect(Object.keys(opened.media)).toEqual(['media-beach']);
    expect(opened.timeline).toEqual(document.timeline);
  });

  it('is not written of a project with missing or changed media, and leaves nothing then', async () => {
    const { folder, document } = await madeProject();
    const out = join(home, 'a.kinoloomz');
    await writeFile(join(folder, 'media', 'forest.mp4'), Buffer.alloc(forest.length, 'other'));
    await expect(
      writeBundle({ folder, name: 'Film', document }, out, { media: 'all' }, signal),
    ).rejects.toMatchObject({
      code: 'input.file.unreadable',
      message: '“forest.mp4” is not the file it was when it was imported.',
    });
    await rm(join(folder, 'media', 'forest.mp4'));
    await expect(
      writeBundle({ folder, name: 'Film', document }, out, { media: 'all' }, signal),
    ).rejects.toMatchObject({
      code: 'input.file.missing',
    });
    expect((await readdir(home)).filter((name) => !name.endsWith('.kinoloom'))).toEqual([]);
    expect(
      (await writeBundle({ folder, name: 'Film', document }, out, { media: 'used' }, signal)).files,
    ).toBe(3);
  });

  it('stops when it is cancelled and leaves nothing', async () => {
    const { folder, document } = await madeProject();
    const stop = new AbortController();
    stop.abort();
    const out = join(home, 'a.kinoloomz');
    await expect(
      writeBundle({ folder, name: 'F', document }, out, { media: 'all' }, stop.signal),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect((await readdir(home)).filter((name) => name.includes('.part') || name.endsWith('z'))).toEqual([]);
  });

  it('never replaces what stands there', async () => {
    const { folder, document } = await madeProject();
    const out = join(home, 'a.kinoloomz');
    await writeBundle({ folder, name: 'Film', document }, out, { media: 'all' }, signal);
    await mkdir(join(home, 'Photos.kinoloom'));
    await expect(readBundle(out, join(home, 'Photos.kinoloom'), signal)).rejects.toMatchObject({
      code: 'output.unwritable',
    });
    expect(await readdir(join(home, 'Photos.kinoloom'))).toEqual([]);
  });
});

describe('a hostile bundle', () => {
  const good = (): { document: ProjectDocument; entries: RawEntry[] } => {
    const media = mediaWith('beach', beach);
    const document = { ...sampleProject(), media: { [media.id]: media } };
    return {
      document,
      entries: [
        { name: 'F.kinoloom/project.json', data: Buffer.from(serialiseProject(document)), deflate: true },
        { name: 'F.kinoloom/media/beach.mp4', data: beach },
      ],
    };
  };

  async function refusalOf(archive: Buffer): Promise<string> {
    const before = await filesBelow(home);
    const path = join(home, 'hostile.kinoloomz');
    await writeFile(path, archive);
    const error: unknown = await readBundle(path, join(home, 'in', 'Out.kinoloom'), signal).then(
      () => 'it was opened',
      (failure: unknown) => failure,
    );
    expect(await readdir(join(home, 'in'))).toEqual([]);
    expect((await filesBelow(home)).filter((name) => name !== 'hostile.kinoloomz')).toEqual(before);
    await rm(path);
    return error instanceof Error && 'code' in error
      ? `${String(error.code)}: ${error.message}`
      : String(error);
  }

  beforeEach(() => mkdir(join(home, 'in')));

  it('is one by one thing alone: the same archive without it opens', async () => {
    const path = join(home, 'fine.kinoloomz');
    await writeFile(
      path,
      rawZip([...good().entries, { name: 'F.kinoloom/notes.txt', data: Buffer.from('hello') }]),
    );
    await readBundle(path, join(home, 'in', 'Out.kinoloom'), signal);
    expect(await filesBelow(join(home, 'in', 'Out.kinoloom'))).toEqual(['media/beach.mp4', 'project.json']);
  });

  it.each<[string, (entries: RawEntry[]) => RawEntry[], RegExp]>([
    ['a path upwards', (all) => [...all, { name: '../../evil.txt', data: beach }], /leads out/],
    ['an absolute path', (all) => [...all, { name: '/etc/evil', data: beach }], /leads out/],
    ['a drive letter', (all) => [...all, { name: 'C:/evil.txt', data: beach }], /leads out/],
    ['a backslash', (all) => [...all, { name: 'F.kinoloom\\..\\evil', data: beach }], /leads out/],
    [
      'a symbolic link',
      (all) => [...all, { name: 'F.kinoloom/media/l', data: Buffer.from('/etc/passwd'), mode: 0o120777 }],
      /a link/,
    ],
    [
      'media that is a link',
      ([document, media]) => [document ?? fail(), { ...(media ?? fail()), mode: 0o120777 }],
      /a link/,
    ],
    [
      'a device',
      (all) => [...all, { name: 'F.kinoloom/d', data: beach, mode: 0o020666 }],
      /a link, or something/,
    ],
    ['two files of one name', (all) => [...all, ...all.slice(1)], /two files of one name/],
    [
      'two names that are one on some disks',
      (all) => [...all, { name: 'F.KINOLOOM/MEDIA/BEACH.MP4', data: beach }],
      /two files of one name/,
    ],
    [
      'files over each other',
      (all) => [...all, { name: 'F.kinoloom/b', data: beach, claims: { offset: 0 } }],
      /over each other/,
    ],
    [
      'a bomb',
      (all) => [...all, { name: 'F.kinoloom/b', data: Buffer.alloc(40_000_000), deflate: true }],
      /beyond measure/,
    ],
    [
      'an encrypted file',
      (all) => [...all, { name: 'F.kinoloom/b', data: beach, deflate: true, claims: { flags: 0x0801 } }],
      /encrypted/,
    ],
    ['a missing medium', (all) => all.slice(0, 1), /is missing from it/],
    [
      'a medium of another size',
      ([document, media]) => [document ?? fail(), { ...(media ?? fail()), data: Buffer.alloc(3) }],
      /not the file it was/,
    ],
    [
      'a medium of other contents',
      ([document, media]) => [document ?? fail(), { ...(media ?? fail()), data: Buffer.alloc(beach.length) }],
      /not the file it was/,
    ],
    [
      'a medium that lies about its size',
      ([document, media]) => [
        document ?? fail(),
        { ...(media ?? fail()), data: Buffer.alloc(5000), deflate: true, claims: { size: beach.length } },
      ],
      /damaged/,
    ],
    ['no project', (all) => all.slice(1), /holds no project/],
    [
      'two projects',
      (all) => [...all, { name: 'G.kinoloom/project.json', data: Buffer.from('{}') }],
      /holds no project/,
    ],
    [
      'a project that is none',
      ([, media]) => [{ name: 'F.kinoloom/project.json', data: Buffer.from('{"a":1}') }, media ?? fail()],
      /not a Kinoloom project/,
    ],
  ])('%s is refused, and nothing of it is written', async (_name, change, sentence) => {
    expect(await refusalOf(rawZip(change(good().entries)))).toMatch(sentence);
  });

  it('that is cut off or no archive at all is refused in a sentence', async () => {
    const archive = rawZip(good().entries);
    for (const share of [0, 0.1, 0.5, 0.9, 0.99]) {
      const cut = archive.subarray(0, Math.floor(archive.length * share));
      expect(await refusalOf(cut)).toMatch(/^project\.(unreadable|invalid): “hostile.kinoloomz” /);
    }
  });

  it('whatever bytes of it are changed, it is opened whole or refused in a sentence', async () => {
    const archive = rawZip(good().entries);
    for (let at = 0; at < archive.length; at += 7) {
      const changed = Buffer.from(archive);
      changed[at] = (changed[at] ?? 0) ^ 0x41;
      const path = join(home, 'mutated.kinoloomz');
      await writeFile(path, changed);
      const out = join(home, 'in', 'Out.kinoloom');
      const code: unknown = await readBundle(path, out, signal).then(
        () => 'opened',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
      expect(String(code)).toMatch(/^(opened|project\.(invalid|unreadable|newer))$/);
      if (code === 'opened') await loadProject(nodeVfs, out);
      await rm(out, { recursive: true, force: true });
    }
    expect(await readdir(join(home, 'in'))).toEqual([]);
  });
});

function fail(): never {
  throw new Error('The sample has it.');
}
