import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reelOf } from '../library/reel-file.ts';
import { serveMedia } from './media-files.ts';

const bytes = new Uint8Array(600_000).map((_, index) => index % 251);
bytes.set([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70], 0);
/** Two pictures, the first bytes of a JPEG before their own. */
const pictures = [1, 2].map((value) => new Uint8Array(400).fill(value));
for (const picture of pictures) picture.set([0xff, 0xd8, 0xff]);
let folder = '';
let file = '';
let reel = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-media-'));
  file = join(folder, 'take.mp4');
  await writeFile(file, bytes);
  reel = join(folder, 'take.reel');
  await writeFile(reel, reelOf(pictures));
  await symlink(file, join(folder, 'link.mp4'));
});
afterAll(() => rm(folder, { recursive: true }));

async function find(id: string, variant: string): Promise<string | undefined> {
  if (variant === 'scrub') return reel;
  if (variant !== 'play') return undefined;
  return { 'media-one': file, 'media-folder': folder, 'media-gone': join(folder, 'gone.mp4') }[id];
}

function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return serveMedia(find, new Request(url, init));
}

test('without a range the whole file is answered and ranges are offered', async () => {
  const response = await ask('media://media/media-one');
  expect(response.status).toBe(200);
  expect(response.headers.get('accept-ranges')).toBe('bytes');
  expect(response.headers.get('content-type')).toBe('video/mp4');
  expect(response.headers.get('content-length')).toBe('600000');
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
});

test('a range is answered with exactly these bytes', async () => {
  const response = await ask('media://media/media-one', { headers: { Range: 'bytes=299990-300009' } });
  expect(response.status).toBe(206);
  expect(response.headers.get('content-range')).toBe('bytes 299990-300009/600000');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes.subarray(299_990, 300_010));
});

test('an open range goes to the end, and may be given up in the middle', async () => {
  const response = await ask('media://media/media-one', { headers: { Range: 'bytes=1000-' } });
  expect(response.headers.get('content-range')).toBe('bytes 1000-599999/600000');
  const reader = response.body?.getReader();
  expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
  await reader?.cancel();
});

test('a range behind the end is refused with the size', async () => {
  const response = await ask('media://media/media-one', { headers: { Range: 'bytes=600000-' } });
  expect(response.status).toBe(416);
  expect(response.headers.get('content-range')).toBe('bytes */600000');
});

test('HEAD answers the headers alone', async () => {
  const response = await ask('media://media/media-one', { method: 'HEAD', headers: { Range: 'bytes=0-9' } });
  expect(response.status).toBe(206);
  expect(response.headers.get('content-length')).toBe('10');
  expect(await response.text()).toBe('');
});

test('of a reel one picture is answered, as a file of its own', async () => {
  const response = await ask('media://media/media-one/scrub/1');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(pictures[1]);
  const part = await ask('media://media/media-one/scrub/0', { headers: { Range: 'bytes=390-' } });
  expect(part.headers.get('content-range')).toBe('bytes 390-399/400');
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(new Uint8Array(10).fill(1));
  for (const frame of ['2', '119', '', '-1', '1/2', '9999999999']) {
    expect((await ask(`media://media/media-one/scrub/${frame}`)).status, frame).toBe(404);
  }
  for (const url of ['media://media/media-one/scrub', 'media://media/media-one/play/1'])
    expect((await ask(url)).status, url).toBe(404);
});

test('a picture that is being answered stays whole while its reel is removed', async () => {
  const passing = join(folder, 'passing.reel');
  await writeFile(passing, reelOf(pictures));
  const response = await serveMedia(
    () => Promise.resolve(passing),
    new Request('media://media/media-one/scrub/0'),
  );
  await rm(passing);
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(pictures[0]);
});

test('what was not granted is not there', async () => {
  const urls = [
    'media://media/unknown-id',
    'media://media/media-gone',
    'media://media/media-folder',
    'media://media/media-one/secret',
    'media://media/../../etc/passwd',
    'media://media/%2e%2e%2fetc%2fpasswd',
    'media://media//etc/passwd',
    'media://other/media-one',
    'media://media/',
  ];
  for (const url of urls) expect((await ask(url)).status, url).toBe(404);
  expect((await ask('media://media/media-one', { method: 'POST' })).status).toBe(405);
});
