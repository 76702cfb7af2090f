import { beforeEach, expect, it } from 'vitest';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import { allMarkers } from '../../../src-shared/timeline/markers.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import type { Studio } from '../studio.ts';
import { documentOf, undo } from './commit.ts';
import { deleteChosen, nudgeSelected } from './edit.ts';
import { addClipMarkerHere, addMarkerHere, goToMarker, sayOfMarker } from './markers.ts';
import { addToTimeline } from './place.ts';
import { chooseTimelinePoints } from './snapping.ts';

let studio: Studio;
/** The selected marker, as `frame, on the ruler or a clip`. */
function chosen(): string {
  const timeline = documentOf(studio)?.timeline ?? { tracks: [] };
  const { marker } = studio.selection.getState();
  const found = allMarkers(timeline).find(
    ({ markerId, clipId }) => markerId === marker?.markerId && clipId === marker.clipId,
  );
  return found === undefined ? 'none' : `${found.at} ${found.clipId === null ? 'ruler' : 'clip'}`;
}
const markerCount = (): number => allMarkers(documentOf(studio)?.timeline ?? { tracks: [] }).length;

beforeEach(async () => {
  const made = await testStudio();
  studio = made.studio;
  made.main.addMedia([testMedia({ frames: frames(100) })]);
  addToTimeline(studio, testMedia().id);
  studio.transport.seek(40);
  addClipMarkerHere(studio);
});

it('a new marker on a clip is selected, can be said more of, and be undone', () => {
  expect(chosen()).toBe('40 clip');
  expect(studio.selection.getState().clips.size).toBe(0);
  const place = studio.selection.getState().marker;
  if (place === null) throw new Error('It is selected');
  sayOfMarker(studio, place, { name: 'Door', note: 'Too loud', colour: 'red', length: frames(12) });
  const [one] = allMarkers(documentOf(studio)?.timeline ?? { tracks: [] });
  expect(one?.marker).toMatchObject({ name: 'Door', note: 'Too loud', colour: 'red', length: 12 });
  undo(studio);
  undo(studio);
  expect(markerCount()).toBe(0);
});

it('moves by frames and stays on its clip', () => {
  nudgeSelected(studio, -1);
  expect(chosen()).toBe('39 clip');
  for (let count = 0; count < 5; count += 1) nudgeSelected(studio, 30);
  expect(chosen()).toBe('99 clip');
});

it('is deleted before any clip is', async () => {
  await deleteChosen(studio);
  expect(markerCount()).toBe(0);
  expect(documentOf(studio)?.timeline.tracks[0]?.clips).toHaveLength(1);
});

it('is drawn to by what is dragged, but for its own clip', () => {
  const [clip] = documentOf(studio)?.timeline.tracks[0]?.clips ?? [];
  const at = (without: Parameters<typeof chooseTimelinePoints>[1]) =>
    chooseTimelinePoints(studio, without).filter(({ kind }) => kind === 'marker');
  studio.transport.seek(0);
  expect(at([]).map(({ frame }) => frame)).toEqual([40]);
  expect(at(clip === undefined ? [] : [clip.id])).toEqual([]);
});

it('is gone to in turn with those of the ruler at the same frame, forth and back', () => {
  addMarkerHere(studio);
  studio.transport.seek(0);
  const steps = (direction: -1 | 1) => [0, 1, 2].map(() => (goToMarker(studio, direction), chosen()));
  const forth = steps(1);
  expect(new Set(forth)).toEqual(new Set(['40 clip', '40 ruler']));
  expect(forth[1]).not.toBe(forth[0]);
  expect(forth[2]).toBe(forth[1]);
  expect(studio.transport.getState().frame).toBe(40);
  studio.transport.seek(80);
  expect(new Set(steps(-1))).toEqual(new Set(['40 clip', '40 ruler']));
  expect(studio.messages.getState().spoken.text).toMatch(/^(Clip m|M)arker without a name at 00:00:01:16$/);
});
