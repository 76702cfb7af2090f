import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { Clip } from '../../../src-shared/project/schema.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { addToTimeline, spotFor } from './place.ts';

/** Gaps and lengths in turn make a track whose clips ascend and never overlap. */
const tracks = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 30 })), { maxLength: 12 })
  .map((parts) => {
    let at = 0;
    const clips = parts.map(([gap, length], index) => {
      const clip = { id: `clip-${index}`, name: '', start: at + gap, length, sourceIn: 0 };
      at = clip.start + length;
      return branded<Clip>(clip);
    });
    return { clips };
  });

describe('where new material goes', () => {
  it('never lies on a clip unless what follows makes room', () => {
    fc.assert(
      fc.property(
        tracks,
        fc.integer({ min: 0, max: 800 }),
        fc.integer({ min: 1, max: 90 }),
        (track, frame, length) => {
          const { at, insert } = spotFor(track, frame, length);
          expect(at).toBeGreaterThanOrEqual(frame);
          const inside = track.clips.some((clip) => clip.start < at && at < clip.start + clip.length);
          expect(inside).toBe(false);
          const covered = track.clips.some(
            (clip) => clip.start < at + length && clip.start + clip.length > at,
          );
          expect(insert).toBe(covered);
        },
      ),
    );
  });

  it('sends sound to the sound track and moves the playhead to what was added', async () => {
    const { studio, main } = await testStudio();
    const sound = testMedia({ id: branded<MediaId>('media-s'), kind: 'audio' });
    main.addMedia([testMedia(), sound]);
    addToTimeline(studio, testMedia().id);
    addToTimeline(studio, testMedia().id);
    addToTimeline(studio, sound.id);
    const tracksNow = studio.project.getState().project?.document.timeline.tracks ?? [];
    expect(tracksNow.map(({ clips }) => clips.map(({ start }) => start))).toEqual([[0, 48], [48]]);
    expect(studio.transport.getState().frame).toBe(48);
  });

  it('places sound as long as it is; where nobody measured it, as long as a still', async () => {
    const { studio, main } = await testStudio();
    const fields = { kind: 'audio' as const, frames: frames(0), rate: { num: 44_100, den: 1 } };
    const measured = testMedia({ ...fields, id: branded<MediaId>('media-s'), samples: 200 * 44_100 });
    const unknown = testMedia({ ...fields, id: branded<MediaId>('media-u') });
    main.addMedia([measured, unknown]);
    addToTimeline(studio, measured.id);
    addToTimeline(studio, unknown.id);
    const clips = studio.project.getState().project?.document.timeline.tracks[1]?.clips ?? [];
    expect(clips.map(({ start, length }) => [start, length])).toEqual([
      [0, 4800],
      [4800, 72],
    ]);
  });
});
