import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClipWriter } from './clip-writer.ts';
import { resolveFfmpeg } from './resolve-ffmpeg.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';

const signal = new AbortController().signal;
const size = { width: 320, height: 180 };
let folder = '';
let tool: FfmpegTool;
/** A disk of 300 kB where we may mount one; elsewhere an ffmpeg that says what one says on a full disk. */
let mounted = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-full-'));
  tool = await resolveFfmpeg();
  const disk = join(folder, 'disk');
  await mkdir(disk);
  const isRoot = process.getuid?.() === 0;
  const mount = isRoot
    ? spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk])
    : undefined;
  if (mount?.status === 0) mounted = disk;
});
afterAll(async () => {
  if (mounted !== '') spawnSync('/bin/umount', [mounted]);
  await rm(folder, { recursive: true, force: true });
});

function noise(seed: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length: size.width * size.height * 3 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

/** Writes until it fails; answers why. */
async function fill(program: FfmpegTool, out: string): Promise<unknown> {
  const options = {
    out,
    container: 'mp4',
    size,
    outSize: size,
    rate: { num: 24, den: 1 },
    lossless: true,
  } as const;
  const writer = await createClipWriter(program, options, signal);
  try {
    for (let frame = 0; frame < 40; frame += 1) await writer.write(noise(frame));
    await writer.finish();
    return 'it was written';
  } catch (error) {
    await writer.abort();
    return error;
  }
}

describe('on a full disk', () => {
  it('writing a clip says so, keeps the old file and leaves nothing; with space it works at once', async () => {
    const home = mounted === '' ? join(folder, 'disk') : mounted;
    const out = join(home, 'a.mp4');
    await writeFile(out, 'the old film');
    expect(await fill(mounted === '' ? await sayingFull() : tool, out)).toMatchObject({
      code: 'disk.full',
      message: expect.stringContaining('The disk is full'),
    });
    expect(await readFile(out, 'utf8')).toBe('the old film');
    expect(await readdir(home)).toEqual(['a.mp4']);
    if (mounted !== '') spawnSync('/bin/mount', ['-o', 'remount,size=64m', mounted]);
    expect(await fill(tool, out)).toBe('it was written');
  });

  it('the words of ffmpeg are understood', async () => {
    expect(await fill(await sayingFull(), join(folder, 'b.mp4'))).toMatchObject({ code: 'disk.full' });
  });
});

/** An ffmpeg that ends as the real one does when there is no space left. */
async function sayingFull(): Promise<FfmpegTool> {
  const path = join(folder, 'ffmpeg-full');
  const says = 'av_interleaved_write_frame(): No space left on device';
  await writeFile(path, `#!/bin/sh\nhead -c 200000 >/dev/null\necho "${says}" >&2\nexit 1\n`);
  await chmod(path, 0o755);
  return { ...tool, path };
}
