import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branded } from '../lib/brand.ts';
import type { ClipId, MarkerId } from '../lib/ids.ts';
import type { Timeline } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { findClip } from './clips.ts';
import {
  addClipMarker,
  addMarker,
  allMarkers,
  changeMarker,
  findMarker,
  markerRoom,
  removeMarker,
} from './markers.ts';
import type { EditResult } from './result.ts';
import { clip, id, ids, timelineOf, video } from './testing/studio.ts';
import { changeTrack } from './tracks.ts';
import { splitClip, trimHead } from './trim.ts';

const markerId = (name: string): MarkerId => branded<MarkerId>(name);
const mark = (name: string, frame: number) => ({
  id: markerId(name),
  frame: frames(frame),
  length: frames(0),
  name,
  note: '',
  colour: 'green' as const,
});

function made(result: EditResult): Timeline {
  if (!result.ok) throw new Error(result.reason);
  return result.timeline;
}

const span = () => ({ from: 0, to: 100 });
const row = timelineOf(clip('a', 10, 20), clip('b', 30, 20));
const on = (timeline: Timeline, clipId: ClipId, name: string, frame: number): Timeline =>
  made(addClipMarker(timeline, { clipId, marker: mark(name, frame) }));
/** `name@frame`, with the clip it is on. */
const seen = (timeline: Timeline): string =>
  allMarkers(timeline)
    .map(({ marker, at, clipId }) => `${marker.name}@${at}${clipId === null ? '' : ` ${clipId}`}`)
    .join(', ');

describe('markers of clips', () => {
  it('are seen where their clip is, among those of the ruler', () => {
    const timeline = made(addMarker(on(on(row, id('a'), 'x', 15), id('b'), 'y', 0), mark('r', 27)));
    expect(seen(timeline)).toBe('x@25 clip-a, r@27, y@30 clip-b');
  });

  it('are hidden by a trim and kept, and go with the part of a cut that shows their picture', () => {
    const marked = on(on(row, id('a'), 'x', 2), id('a'), 'y', 15);
    const trimmed = made(trimHead(marked, { clipId: id('a'), to: frames(15), sourceSpan: span }));
    expect(seen(trimmed)).toBe('y@25 clip-a');
    expect(findMarker(trimmed, { clipId: id('a'), markerId: markerId('x') })).toBeUndefined();
    expect(findClip(trimmed, id('a'))?.clip.markers).toHaveLength(2);
    const cut = made(splitClip(marked, { clipId: id('a'), at: frames(20), newId: ids() }));
    expect(seen(cut)).toBe('x@12 clip-a, y@25 clip-new-1');
  });

  it('are told apart by their clip, since a copy keeps their ids', () => {
    const twice = on(on(row, id('a'), 'x', 3), id('b'), 'x', 3);
    const place = { clipId: id('b'), markerId: markerId('x') };
    const changed = made(changeMarker(twice, { ...place, name: 'second', colour: 'red', length: frames(4) }));
    expect(seen(changed)).toBe('x@13 clip-a, second@33 clip-b');
    expect(findMarker(changed, place)?.marker).toMatchObject({ colour: 'red', length: 4 });
    expect(seen(made(removeMarker(changed, place)))).toBe('x@13 clip-a');
  });

  it('stay in order when they are moved', () => {
    const timeline = on(on(row, id('a'), 'x', 3), id('a'), 'y', 8);
    const place = { clipId: id('a'), markerId: markerId('x') };
    expect(markerRoom(timeline, place)).toEqual({ least: 0, most: 19 });
    const moved = made(changeMarker(timeline, { ...place, frame: 19 }));
    expect(findClip(moved, id('a'))?.clip.markers?.map(({ name }) => name)).toEqual(['y', 'x']);
  });

  it('say why not', () => {
    const timeline = on(row, id('a'), 'x', 3);
    const reason = (result: EditResult) => (result.ok ? 'done' : result.reason);
    const nobody = { clipId: id('a'), markerId: markerId('z') };
    expect(reason(removeMarker(timeline, nobody))).toBe('marker.missing');
    expect(reason(changeMarker(timeline, { ...nobody, name: 'n' }))).toBe('marker.missing');
    expect(reason(removeMarker(timeline, { ...nobody, clipId: id('gone') }))).toBe('clip.missing');
    expect(reason(removeMarker(timeline, { ...nobody, clipId: null }))).toBe('marker.missing');
    expect(reason(addClipMarker(timeline, { clipId: id('a'), marker: mark('x', 5) }))).toBe('id.taken');
    const locked = made(changeTrack(timeline, { trackId: video, locked: true }));
    expect(reason(removeMarker(locked, { clipId: id('a'), markerId: markerId('x') }))).toBe('track.locked');
  });

  it('can be put anywhere and taken away again', () => {
    const places = fc.array(fc.integer({ min: 0, max: 19 }), { maxLength: 8 });
    fc.assert(
      fc.property(places, (at) => {
        const marked = at.reduce((now, frame, index) => on(now, id('a'), `m${index}`, frame), row);
        expect(allMarkers(marked).map((one) => one.at - 10)).toEqual([...at].sort((a, b) => a - b));
        const bare = allMarkers(marked).reduce((now, place) => made(removeMarker(now, place)), marked);
        expect(allMarkers(bare)).toEqual([]);
      }),
    );
  });
});
