import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { mediaIdSchema } from '../../../src-shared/lib/ids.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { createScrubPictures, nearestMissing } from './scrub-pictures.ts';

const reel = 120;

function film(name: string, count: number, more: Partial<Media> = {}): Media {
  return {
    id: mediaIdSchema.parse(name),
    kind: 'video',
    name,
    file: `media/${name}.mp4`,
    sha256: '0'.repeat(64),
    bytes: 1,
    width: 1920,
    height: 1080,
    frames: frames(count),
    rate: { num: 24, den: 1 },
    hasAudio: false,
    provenance: { origin: 'imported' },
    ...more,
  };
}

/** Main's side: each wish waits until it is answered. */
function bridgeOf(frameCount: number) {
  const asked: { mediaId: string; frame: number }[] = [];
  const waiting: (() => void)[] = [];
  let fails = false;
  return {
    asked,
    fail: () => void (fails = true),
    answer: async () => {
      await vi.waitFor(() => expect(waiting.length).toBe(1));
      waiting.pop()?.();
      // The answer's own way back, and what follows from it.
      await new Promise((resolve) => setTimeout(resolve));
    },
    bridge: {
      mediaUrl: (id: string) => `media://media/${id}`,
      call: async (_name: 'library.scrubReel', place: { mediaId: string; frame: number }) => {
        asked.push(place);
        await new Promise<void>((resolve) => waiting.push(resolve));
        if (fails) throw new Error('It can’t be decoded.');
        const first = place.frame - (place.frame % reel);
        return { first, count: Math.min(reel, frameCount - first) };
      },
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

test('pictures are made around the playhead, nearest first, until all within reach are there', async () => {
  const { asked, answer, bridge } = bridgeOf(600);
  const pictures = createScrubPictures(bridge);
  const media = film('film', 600);
  expect(pictures.has(media.id, 250)).toBe(false);
  pictures.stand([{ media, frame: 250 }]);
  await answer();
  expect(pictures.has(media.id, 250)).toBe(true);
  expect(pictures.has(media.id, 239)).toBe(false);
  for (let count = 0; count < 4; count += 1) await answer();
  expect(asked.map(({ frame }) => frame)).toEqual([250, 239, 360, 119, 480]);
  expect([0, 599].every((frame) => pictures.has(media.id, frame))).toBe(true);
  expect(pictures.has(media.id, 600)).toBe(false);
});

test('where the playhead is now counts, and nothing is made while nobody stands', async () => {
  const { asked, answer, bridge } = bridgeOf(6000);
  const pictures = createScrubPictures(bridge);
  const media = film('film', 6000);
  pictures.stand([{ media, frame: 10 }]);
  pictures.stand([{ media, frame: 5000 }]);
  await answer();
  expect(asked.map(({ frame }) => frame)).toEqual([10, 5000]);
  pictures.stand([]);
  await answer();
  expect(asked).toHaveLength(2);
  pictures.dispose();
});

test('a film that can’t have them is asked for once, one that may be seen through or is no film never', async () => {
  const { asked, answer, bridge, fail } = bridgeOf(600);
  const pictures = createScrubPictures(bridge);
  const harmed = film('harmed', 600);
  fail();
  const still = film('still', 1, { kind: 'image' });
  const clear = film('clear', 600, { alpha: true });
  pictures.stand([still, clear, harmed].map((media) => ({ media, frame: 0 })));
  await answer();
  pictures.stand([{ media: harmed, frame: 300 }]);
  expect(asked).toEqual([{ mediaId: 'harmed', frame: 0 }]);
});

test('a picture is fetched by its own frame; one that is gone is made anew', async () => {
  const { asked, answer, bridge } = bridgeOf(100);
  const pictures = createScrubPictures(bridge);
  const media = film('film', 100);
  const fetched: string[] = [];
  let status = 200;
  vi.stubGlobal('fetch', (url: string) => {
    fetched.push(url);
    return Promise.resolve(new Response(new Blob(['jpeg']), { status }));
  });
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 640 }));
  pictures.stand([{ media, frame: 7 }]);
  await answer();
  const { signal } = new AbortController();
  expect(await pictures.picture(media.id, 42, signal)).toEqual({ width: 640 });
  expect(fetched).toEqual(['media://media/film/scrub/42']);
  status = 404;
  await expect(pictures.picture(media.id, 43, signal)).rejects.toThrow('not there');
  expect(pictures.has(media.id, 42)).toBe(false);
  // For where the playhead stands, though it was not moved.
  await answer();
  expect(asked.map(({ frame }) => frame)).toEqual([7, 7]);
  expect(pictures.has(media.id, 42)).toBe(true);
});

test('the nearest frame without a picture is found, within reach and never outside of the film', () => {
  const count = 4001;
  fc.assert(
    fc.property(fc.nat(4000), fc.nat(4000), fc.integer({ min: 1, max: 4000 }), (at, from, length) => {
      const span = { from, to: Math.min(count, from + length) };
      const holds = (frame: number) => frame >= span.from && frame < span.to;
      const away = Array.from({ length: count }, (_, frame) => frame)
        .filter((frame) => !holds(frame) && Math.abs(frame - at) <= 1440)
        .map((frame) => Math.abs(frame - at));
      const missing = nearestMissing([span], at, count);
      expect(missing === null ? [] : [holds(missing), Math.abs(missing - at)]).toEqual(
        away.length === 0 ? [] : [false, Math.min(...away)],
      );
    }),
    { numRuns: 60 },
  );
});
