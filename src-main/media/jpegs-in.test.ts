import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jpegsIn } from './jpegs-in.ts';
import { resolveFfmpeg } from './resolve-ffmpeg.ts';
import { runForFixture } from './testing/numbered-clip.ts';

test('the pictures of a stream are told apart, whatever they show', async () => {
  const { path } = await resolveFfmpeg();
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=10:d=1,noise=alls=100:allf=t'];
  const stream = runForFixture(path, [...source, ...'-c:v mjpeg -q:v 3 -f image2pipe pipe:1'.split(' ')]);
  const pictures = jpegsIn(stream);
  expect(pictures).toHaveLength(10);
  expect(Buffer.concat(pictures).equals(stream)).toBe(true);
  for (const picture of pictures) expect([picture[0], picture[1]]).toEqual([0xff, 0xd8]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: stream.length - 1 }), (length) => {
      const starts = pictures.map((picture) => picture.byteOffset - stream.byteOffset);
      if (starts.includes(length)) return;
      expect(() => jpegsIn(stream.subarray(0, length))).toThrow('JPEG');
    }),
  );
});

test('what is no JPEG is refused', () => {
  expect(jpegsIn(new Uint8Array(0))).toEqual([]);
  expect(() => jpegsIn(new Uint8Array([0, 1, 2, 3]))).toThrow('No JPEG begins here.');
  expect(() => jpegsIn(new Uint8Array([0xff, 0xd8, 0, 0, 0, 0]))).toThrow('A JPEG has a broken segment.');
});
