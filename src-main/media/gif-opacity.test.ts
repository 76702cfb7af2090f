import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { probeVideo } from './probe.ts';
import { resolveFfmpeg } from './resolve-ffmpeg.ts';
import { runForFixture } from './testing/numbered-clip.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-gif-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const palette = (options: string) => `split[a][b];[a]palettegen=${options}[p];[b][p]paletteuse`;

it.each([
  // A colour for nothing is named and used by later pictures, for pixels that stay as they are.
  [
    'noise, with a colour for nothing',
    `testsrc2=s=97x61:r=10:d=1,noise=alls=60,${palette('reserve_transparent=1')}`,
    false,
  ],
  ['flat, with few colours', `color=red:s=64x36:r=10:d=1,${palette('max_colors=4')}`, false],
  ['moving, without one', `testsrc2=s=64x36:r=10:d=1,${palette('reserve_transparent=0')}`, false],
  [
    'with a hole in its first picture',
    `testsrc2=s=64x36:r=10:d=1,format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*gte(X,20)',${palette('reserve_transparent=1')}`,
    true,
  ],
])('a GIF is seen through only where it is: %s', async (name, source, alpha) => {
  const { path: program } = await resolveFfmpeg();
  const path = join(folder, `${name}.gif`);
  runForFixture(program, ['-f', 'lavfi', '-i', source, '-y', path]);
  expect(await probeVideo(path)).toMatchObject({ frames: 10, alpha });
});
