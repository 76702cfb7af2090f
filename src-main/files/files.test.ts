import { mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { commitPart, writeFileAtomically } from './atomic-write.ts';
import { nodeVfs } from './node-vfs.ts';
import { isPartName, partPathFor, sweepParts } from './part-files.ts';
import { MemoryVfs, PowerCut } from './testing/memory-vfs.ts';
import type { Vfs } from './vfs.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (value: string) => new TextEncoder().encode(value);

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
  return 'no error';
}

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinoloom-files-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const systems: readonly [string, () => { vfs: Vfs; at: string }][] = [
  ['the real file system', () => ({ vfs: nodeVfs, at: home })],
  ['the file system in memory', () => ({ vfs: new MemoryVfs(['/home']), at: '/home' })],
];

describe.each(systems)('%s', (_name, make) => {
  it('keeps its contract', async () => {
    const { vfs, at } = make();
    const a = join(at, 'a');
    const file = await vfs.open(a, 'create');
    await file.write(bytes('one'));
    await file.write(bytes('two'));
    await file.sync();
    await file.close();
    expect(text(await vfs.readFile(a))).toBe('onetwo');
    expect(await codeOf(vfs.open(a, 'create'))).toBe('EEXIST');
    expect(await codeOf(vfs.open(join(at, 'none'), 'update'))).toBe('ENOENT');
    expect(await codeOf(vfs.open(join(at, 'none'), 'read'))).toBe('ENOENT');
    expect(await codeOf(vfs.open(join(at, 'no', 'folder'), 'create'))).toBe('ENOENT');

    const more = await vfs.open(a, 'append');
    await more.write(bytes('!'));
    await more.close();
    const reader = await vfs.open(a, 'read');
    const piece = new Uint8Array(4);
    expect([await reader.read(piece, 5), text(piece.subarray(0, 2))]).toEqual([2, 'o!']);
    await reader.close();
    const cut = await vfs.open(a, 'update');
    await cut.truncate(3);
    await cut.close();
    expect(await vfs.stat(a)).toMatchObject({ kind: 'file', bytes: 3 });

    await vfs.makeFolder(join(at, 'x', 'y'));
    await vfs.makeFolder(join(at, 'x', 'y'));
    await vfs.link(a, join(at, 'x', 'b'));
    await vfs.rename(a, join(at, 'x', 'a'));
    await vfs.syncFolder(join(at, 'x'));
    expect(await vfs.list(at)).toEqual(['x']);
    expect(await vfs.list(join(at, 'x'))).toEqual(['a', 'b', 'y']);
    await vfs.remove(join(at, 'x', 'a'));
    expect(text(await vfs.readFile(join(at, 'x', 'b')))).toBe('one');
    expect(await codeOf(vfs.remove(join(at, 'x', 'a')))).toBe('ENOENT');
    expect(await vfs.stat(join(at, 'x'))).toMatchObject({ kind: 'folder' });
    await vfs.removeTree(join(at, 'x'));
    await vfs.removeTree(join(at, 'x'));
    expect(await vfs.list(at)).toEqual([]);
  });
});

describe('writing atomically', () => {
  it('replaces a file, keeps its permissions and leaves nothing else behind', async () => {
    const path = join(home, 'a.json');
    await writeFile(path, 'old', { mode: 0o600 });
    await writeFileAtomically(nodeVfs, path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(home)).toEqual(['a.json']);
  });

  it('writes through a symbolic link instead of replacing it', async () => {
    await writeFile(join(home, 'real'), 'old');
    await symlink(join(home, 'real'), join(home, 'link'));
    await writeFileAtomically(nodeVfs, join(home, 'link'), 'new');
    expect(await readFile(join(home, 'real'), 'utf8')).toBe('new');
    expect((await readdir(home)).sort()).toEqual(['link', 'real']);
  });

  it('leaves the whole old or the whole new file after a power cut at any operation, whatever survives', async () => {
    const steps = async (vfs: MemoryVfs) => writeFileAtomically(vfs, '/p/file', 'the new contents');
    const fresh = async () => {
      const vfs = new MemoryVfs(['/p']);
      await writeFileAtomically(vfs, '/p/file', 'old');
      return vfs;
    };
    const whole = await fresh();
    const first = whole.operations.length;
    await steps(whole);
    const last = whole.operations.length;
    expect(last - first).toBeGreaterThanOrEqual(5);
    for (let cut = first; cut <= last; cut += 1) {
      const vfs = await fresh();
      vfs.injectFaults((operation) => (operation.index === cut ? 'power' : undefined));
      const outcome = await steps(vfs).then(
        () => 'saved',
        () => 'cut',
      );
      for (let subset = 0; subset < 8; subset += 1) {
        for (const kept of [0, 5, 1e9]) {
          const after = vfs.afterPowerCut({
            keepName: (index) => ((subset >> index) & 1) === 1,
            keepBytes: (_path, written) => Math.min(kept, written),
          });
          const found = text(await after.readFile('/p/file'));
          expect(outcome === 'saved' ? ['the new contents'] : ['old', 'the new contents']).toContain(found);
        }
      }
    }
  });

  it('says what failed, keeps the old file and leaves no part, for an error at any operation', async () => {
    const expected = {
      ENOSPC: 'disk.full',
      EIO: 'disk.failed',
      EACCES: 'output.unwritable',
      EROFS: 'output.unwritable',
    };
    for (const [code, appCode] of Object.entries(expected)) {
      for (let at = 0; at < 4; at += 1) {
        const vfs = new MemoryVfs(['/p']);
        await writeFileAtomically(vfs, '/p/file', 'old');
        const first = vfs.operations.length;
        vfs.injectFaults((operation) => (operation.index === first + at ? code : undefined));
        expect(await codeOf(writeFileAtomically(vfs, '/p/file', 'new'))).toBe(appCode);
        expect(text(await vfs.readFile('/p/file'))).toBe('old');
        expect(await vfs.list('/p')).toEqual(['file']);
        await writeFileAtomically(vfs, '/p/file', 'new');
        expect(text(await vfs.readFile('/p/file'))).toBe('new');
      }
    }
  });

  it('says that the folder is missing', async () => {
    const error = await writeFileAtomically(nodeVfs, join(home, 'none', 'a'), 'x').catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: 'output.unwritable',
      message: "“a” can't be written: there is no folder “none”.",
    });
  });

  it('gives a part its name, or removes it where that fails', async () => {
    const target = join(home, 'clip.mp4');
    const part = partPathFor(target);
    await writeFile(part, 'film');
    await commitPart(nodeVfs, part, target);
    expect(await readdir(home)).toEqual(['clip.mp4']);
    const other = partPathFor(join(home, 'folder'));
    await writeFile(other, 'film');
    await nodeVfs.makeFolder(join(home, 'folder'));
    expect(await codeOf(commitPart(nodeVfs, other, join(home, 'folder')))).toMatch(
      /output.unwritable|disk.failed/,
    );
    expect((await readdir(home)).sort()).toEqual(['clip.mp4', 'folder']);
  });

  it('does not take a power cut for a disk error', () => {
    expect(new PowerCut('x')).not.toHaveProperty('code');
  });
});

describe('sweeping parts', () => {
  it('removes parts of dead processes and of other machines after a day, and nothing else', async () => {
    const dead = spawnSync('true').pid;
    const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
    const ours = `.kinoloom-${host}-${dead}-0123456789ab.part.mp4`;
    const strangers = `.kinoloom-ffffff-1-0123456789ab.part`;
    const living = partPathFor(join(home, 'b.webm'));
    await writeFile(join(home, ours), '');
    await writeFile(join(home, strangers), '');
    await writeFile(living, '');
    await writeFile(join(home, 'film.part.mp4'), '');
    await nodeVfs.makeFolder(join(home, `.kinoloom-${host}-${dead}-ba9876543210.part`, 'inner'));
    const now = (await stat(join(home, strangers))).mtimeMs;
    expect(await sweepParts(nodeVfs, home, now)).toHaveLength(2);
    expect(await readdir(home)).toContain(strangers);
    expect(await sweepParts(nodeVfs, home, now + 25 * 3_600_000)).toEqual([strangers]);
    expect((await readdir(home)).filter((name) => !isPartName(name))).toEqual(['film.part.mp4']);
    expect(await readdir(home)).toHaveLength(2);
    expect(await sweepParts(nodeVfs, join(home, 'missing'), now)).toEqual([]);
  });
});
