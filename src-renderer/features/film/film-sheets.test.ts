import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { mediaIdSchema } from '../../../src-shared/lib/ids.ts';
import { createFilmSheets } from './film-sheets.ts';

const media = mediaIdSchema.parse('m-harbour');
const layout = { tileWidth: 128, tileHeight: 72, columns: 16, count: 40, step: 5 };
const made: { width: number; height: number; closed: boolean }[] = [];

beforeEach(() => {
  made.length = 0;
  vi.stubGlobal('fetch', (url: string) =>
    Promise.resolve(new Response(new Blob([url]), { status: url.includes('gone') ? 404 : 200 })),
  );
  vi.stubGlobal('createImageBitmap', (_: Blob, size: { resizeWidth: number; resizeHeight: number }) => {
    const one = { width: size.resizeWidth, height: size.resizeHeight, closed: false };
    made.push(one);
    return Promise.resolve({ ...one, close: () => (one.closed = true) });
  });
});
afterEach(() => vi.unstubAllGlobals());

function sheetsOver(name: string) {
  const call = vi.fn(() => Promise.resolve(layout));
  const bridge = { call, mediaUrl: () => `media://media/${name}` };
  const sheets = createFilmSheets(bridge);
  const arrived = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = sheets.listen(() => {
        stop();
        resolve();
      });
    });
  return { sheets, call, arrived };
}

test('a file is asked for once and made as small as it is drawn, in whole tiles', async () => {
  const { sheets, call, arrived } = sheetsOver('m-harbour');
  const first = arrived();
  expect(sheets.get(media, 30)).toBeNull();
  expect(sheets.get(media, 30)).toBeNull();
  await first;
  expect(sheets.get(media, 30)).toMatchObject({
    tileWidth: 53,
    tileHeight: 30,
    columns: 16,
    count: 40,
    step: 5,
  });
  expect(made).toEqual([{ width: 53 * 16, height: 30 * 3, closed: false }]);
  // Another height: what is there is shown until it comes.
  const second = arrived();
  expect(sheets.get(media, 60)?.tileHeight).toBe(30);
  await second;
  expect(sheets.get(media, 60)?.tileHeight).toBe(60);
  expect(call).toHaveBeenCalledTimes(1);
  sheets.dispose();
  expect(made.map(({ closed }) => closed)).toEqual([true, true]);
});

test('a file without a strip is not asked for again', async () => {
  const { sheets, call, arrived } = sheetsOver('gone');
  const first = arrived();
  sheets.get(media, 30);
  await first;
  expect(sheets.get(media, 30)).toBeNull();
  expect(call).toHaveBeenCalledTimes(1);
  expect(made).toEqual([]);
});

test('what fails for now is asked for again, a few times', async () => {
  const { sheets, call, arrived } = sheetsOver('m-harbour');
  const busy = new AppError('ffmpeg.failed', 'It gave up.', { retryable: true });
  call.mockRejectedValueOnce(busy);
  for (const _ of [1, 2]) {
    const next = arrived();
    expect(sheets.get(media, 30)).toBeNull();
    await next;
  }
  expect(sheets.get(media, 30)?.tileHeight).toBe(30);
  expect(call).toHaveBeenCalledTimes(2);

  const never = sheetsOver('m-harbour');
  never.call.mockRejectedValue(busy);
  for (const _ of [1, 2, 3]) {
    const next = never.arrived();
    never.sheets.get(media, 30);
    await next;
  }
  expect(never.sheets.get(media, 30)).toBeNull();
  expect(never.call).toHaveBeenCalledTimes(3);
});
