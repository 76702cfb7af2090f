import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import { conformedLength, footageFrameAt } from '../../../src-shared/time/conform-frames.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { soundsIn } from '../../../src-shared/timeline/sounds.ts';
import { stackAt } from './playback.ts';
import { filmOfMedia, sourceFilm } from './source-film.ts';

test('a source shows each frame at its own moment, whatever its rate and the project’s, and fills its frame', async () => {
  const { studio } = await testStudio();
  const project = studio.project.getState().project?.document;
  if (project === undefined) throw new Error('A project is open.');
  const rate = fc.constantFrom({ num: 24, den: 1 }, { num: 30_000, den: 1001 }, { num: 60, den: 1 });
  fc.assert(
    fc.property(rate, rate, fc.integer({ min: 1, max: 500 }), fc.nat(), (ours, its, count, some) => {
      const media = testMedia({ frames: frames(count), rate: its, width: 333, height: 77 });
      const document = {
        ...project,
        settings: { ...project.settings, rate: ours },
        media: { [media.id]: media },
      };
      const length = conformedLength(frames(count), its, ours);
      const at = frames(some % length);
      const stack = stackAt(filmOfMedia(document, media, length), at);
      expect([stack.width, stack.height]).toEqual([333, 77]);
      expect(stack.layers.map(({ content }) => content.kind === 'media' && content.sourceFrame)).toEqual([
        footageFrameAt(at, ours, its, frames(count)),
      ]);
    }),
  );
});

test('the source’s sound is heard, of a sound file nothing is seen, and an edit of the timeline is none of its business', async () => {
  const { studio, main } = await testStudio();
  const sound = testMedia({
    id: branded<MediaId>('media-s'),
    kind: 'audio',
    frames: frames(0),
    rate: { num: 48_000, den: 1 },
    samples: 480_000,
    hasAudio: true,
    width: 0,
    height: 0,
  });
  main.addMedia([sound]);
  const film = sourceFilm(studio);
  expect([film.document(), film.still()]).toEqual([undefined, undefined]);
  let told = 0;
  const stop = film.listen(() => (told += 1));
  studio.source.show(sound.id, 100);
  expect(told).toBe(1);
  const still = film.still();
  if (still === undefined) throw new Error('It is shown.');
  expect(still.frame).toBe(100);
  expect(stackAt(still.document, 100).layers).toEqual([]);
  expect(soundsIn(still.document, 0, 1)).toMatchObject([{ mediaId: sound.id, from: 0, to: 240 }]);
  expect(film.bounds()).toMatchObject({ end: 240 });
  stop();
  studio.source.show(null);
  expect(told).toBe(1);
});
