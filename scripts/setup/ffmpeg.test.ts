import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakePrograms } from '../testing/fake-programs.ts';
import type { FakePrograms } from '../testing/fake-programs.ts';
import { isNewEnough, provideFfmpeg } from './ffmpeg.mjs';

const silent = (): void => undefined;
let programs: FakePrograms;
let checkout = '';
let restore: NodeJS.ProcessEnv = {};

beforeEach(async () => {
  restore = { ...process.env };
  programs = await fakePrograms({ alone: true });
  checkout = await mkdtemp(join(tmpdir(), 'kinoloom-checkout-'));
  const module = join(checkout, 'node_modules', 'ffmpeg-static');
  await mkdir(module, { recursive: true });
  const about = { 'ffmpeg-static': { 'binary-release-tag': 'b0' } };
  await writeFile(join(module, 'package.json'), JSON.stringify(about));
  // Nothing listens on the discard port: the host that would have the binary does not answer.
  process.env['FFMPEG_BINARIES_URL'] = 'http://127.0.0.1:9';
  delete process.env['KINOLOOM_FFMPEG'];
});
afterEach(async () => {
  await programs.remove();
  await rm(checkout, { recursive: true, force: true });
  process.env = restore;
});

function says(version: string): string {
  return `echo "ffmpeg version ${version} Copyright (c) 2000-2026 the FFmpeg developers"`;
}

describe('which versions will do', () => {
  test.each(['5.0', '5.1.9-0+deb12u1', 'n7.1', '10.2', 'N-118193-g5f38c82536', '2026-01-05-git-2892815c45'])(
    '%s does',
    (version) => expect(isNewEnough(version)).toBe(true),
  );
  test.each(['4.4.2-0ubuntu0.22.04.1', 'n4.4', '3.2', '0.8.17'])('%s does not', (version) =>
    expect(isNewEnough(version)).toBe(false),
  );
});

describe.runIf(process.platform !== 'win32')('the choice', () => {
  test('the one that is named wins, whatever its version', async () => {
    const path = await programs.add('my-ffmpeg', says('4.0'));
    process.env['KINOLOOM_FFMPEG'] = path;
    expect(await provideFfmpeg(checkout, silent)).toEqual({ path, version: '4.0', kind: 'environment' });
  });

  test('a named one that is not ffmpeg is an error, never a reason to take another', async () => {
    await programs.add('ffmpeg', says('7.1'));
    process.env['KINOLOOM_FFMPEG'] = await programs.add('editor', 'echo hello');
    await expect(provideFfmpeg(checkout, silent)).rejects.toThrow(/KINOLOOM_FFMPEG names .*editor/);
  });

  test('the binary of ffmpeg-static comes before the one on PATH', async () => {
    await programs.add('ffmpeg', says('7.1'));
    const carried = await programs.add('carried', says('6.1.1-static'));
    const path = join(checkout, 'node_modules', 'ffmpeg-static', 'ffmpeg');
    await writeFile(path, `#!/bin/sh\nexec ${carried} "$@"\n`, { mode: 0o755 });
    expect(await provideFfmpeg(checkout, silent)).toEqual({
      path,
      version: '6.1.1-static',
      kind: 'ffmpeg-static',
    });
  });

  test('without it the one on PATH is taken', async () => {
    const path = await programs.add('ffmpeg', says('5.1.9-0+deb12u1'));
    expect(await provideFfmpeg(checkout, silent)).toEqual({
      path,
      version: '5.1.9-0+deb12u1',
      kind: 'system',
    });
  });

  test('one on PATH that is too old is passed over, and the error says what to do', async () => {
    await programs.add('ffmpeg', says('4.4.2'));
    await expect(provideFfmpeg(checkout, silent)).rejects.toThrow(
      'No ffmpeg 5.0 or newer was found; install ffmpeg 5.0 or newer, or name one in KINOLOOM_FFMPEG.',
    );
  });
});
