import { describe, expect, it } from 'vitest';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import { sourceReach } from '../../../src-shared/project/source-time.ts';
import { markIn, markOut } from '../../../src-shared/timeline/marks.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf, undo } from './commit.ts';
import { editFromSource, fitToFill, openSource } from './source-edits.ts';

function markTimeline(studio: Studio, from: number, to: number): void {
  for (const mark of [
    (timeline: Parameters<typeof markIn>[0]) => markIn(timeline, from),
    (timeline: Parameters<typeof markIn>[0]) => markOut(timeline, to),
  ]) {
    const timeline = documentOf(studio)?.timeline;
    if (timeline !== undefined) commitResult(studio, 'edit.label.mark', mark(timeline));
  }
}

async function opened(media: Media = testMedia()): Promise<Studio> {
  const { studio, main } = await testStudio();
  main.addMedia([media]);
  openSource(studio, media.id);
  return studio;
}

const clipsOf = (studio: Studio) => documentOf(studio)?.timeline.tracks.flatMap(({ clips }) => clips) ?? [];

describe('fit to fill', () => {
  it('runs the marked source at the speed that fills the marked range, as one step', async () => {
    const studio = await opened();
    studio.source.mark(testMedia().id, { in: 8, out: 38 });
    markTimeline(studio, 10, 30);
    fitToFill(studio);
    const [clip, ...more] = clipsOf(studio);
    expect(more).toEqual([]);
    expect(clip).toMatchObject({ start: 10, length: 20, sourceIn: 8, speed: { num: 3, den: 2 } });
    const reach = clip === undefined ? undefined : sourceReach(clip);
    expect(reach).toEqual({ first: 8, last: 36 });
    expect(studio.transport.getState().frame).toBe(30);
    undo(studio);
    expect(clipsOf(studio)).toEqual([]);
  });

  it('takes the source’s own ends where none are marked, and no speed where both are as long', async () => {
    const studio = await opened();
    markTimeline(studio, 0, 96);
    fitToFill(studio);
    expect(clipsOf(studio)).toMatchObject([{ start: 0, length: 96, speed: { num: 1, den: 2 } }]);
    markTimeline(studio, 0, 48);
    fitToFill(studio);
    expect(clipsOf(studio)[0]).toMatchObject({ start: 0, length: 48, sourceIn: 0 });
    expect(clipsOf(studio)[0]).not.toHaveProperty('speed');
  });

  it('lets a still stand as long as the range, at no speed', async () => {
    const still = testMedia({ id: branded<MediaId>('media-i'), kind: 'image', frames: branded(1) });
    const studio = await opened(still);
    markTimeline(studio, 5, 205);
    fitToFill(studio);
    expect(clipsOf(studio)).toMatchObject([{ start: 5, length: 200 }]);
    expect(clipsOf(studio)[0]).not.toHaveProperty('speed');
  });

  it('says why not: no range, or a speed no clip can have', async () => {
    const studio = await opened();
    fitToFill(studio);
    expect(studio.messages.getState().last).toBe(
      'Mark the in and the out on the timeline that the source shall fill.',
    );
    studio.source.mark(testMedia().id, { in: 0, out: 1 });
    markTimeline(studio, 0, 101);
    fitToFill(studio);
    expect(studio.messages.getState().last).toBe('Choose a speed between 1 % and 10,000 %.');
    expect(clipsOf(studio)).toEqual([]);
  });
});

describe('four points with overwrite', () => {
  it('leave the source’s out aside and say so, unless both are as long', async () => {
    const studio = await opened();
    studio.source.mark(testMedia().id, { in: 8, out: 38 });
    markTimeline(studio, 10, 30);
    editFromSource(studio, 'overwrite');
    expect(clipsOf(studio)).toMatchObject([{ start: 10, length: 20, sourceIn: 8 }]);
    expect(studio.messages.getState().last).toMatch(/the source’s out was left aside/);
    const same = await opened();
    same.source.mark(testMedia().id, { in: 8, out: 28 });
    markTimeline(same, 10, 30);
    editFromSource(same, 'overwrite');
    expect(clipsOf(same)).toMatchObject([{ start: 10, length: 20, sourceIn: 8 }]);
    expect(same.messages.getState().last ?? '').not.toMatch(/left aside/);
  });
});
