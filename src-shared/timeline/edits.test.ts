import { describe, expect, it } from 'vitest';
import { branded } from '../lib/brand.ts';
import type { GroupId, LinkId } from '../lib/ids.ts';
import type { Timeline, Track } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { copiedClips, pasteAttributes, pasteClips } from './clipboard.ts';
import { joinClips } from './join.ts';
import { markIn, markOut } from './marks.ts';
import { matchFrame } from './match-frame.ts';
import { moveClips } from './move.ts';
import type { EditResult } from './result.ts';
import { clipsFrom, clipsWithin } from './select.ts';
import { audio, clip, footage, id, ids, second, shown, studio, timelineOf, video } from './testing/studio.ts';
import { editPlace } from './three-point.ts';
import { groupClips, linkClips, selectionOf, withLinked } from './together.ts';
import { splitAll, splitClip } from './trim.ts';

const library = studio();
const row = timelineOf(
  clip('a', 0, 10),
  clip('b', 10, 10, { sourceIn: frames(20) }),
  clip('c', 20, 10, { sourceIn: frames(60) }),
);

function on(timeline: Timeline, changes: Readonly<Record<string, Partial<Track>>>): Timeline {
  return { ...timeline, tracks: timeline.tracks.map((track) => ({ ...track, ...changes[track.id] })) };
}
function made(result: EditResult): Timeline {
  if (!result.ok) throw new Error(result.reason);
  return result.timeline;
}
const clipOf = (timeline: Timeline, name: string) =>
  timeline.tracks.flatMap(({ clips }) => clips).find((one) => one.id === id(name));

describe('clips that belong together', () => {
  const linkId = branded<LinkId>('link-1');
  const withSound = on(row, { [audio]: { clips: [clip('z', 0, 10)] } });
  const linked = made(linkClips(withSound, { clipIds: [id('a'), id('z')], linkId }));

  it('are found by their links and groups', () => {
    expect(new Set(withLinked(linked, [id('z')]))).toEqual(new Set([id('a'), id('z')]));
    const groupId = branded<GroupId>('group-1');
    const grouped = made(groupClips(linked, { clipIds: [id('a'), id('c')], groupId }));
    expect(new Set(selectionOf(grouped, [id('c')]))).toEqual(new Set([id('a'), id('c'), id('z')]));
    expect(shown(linkClips(row, { clipIds: [id('a')], linkId }))).toBe('refused: clip.one');
  });

  it('are linked part by part after a cut', () => {
    const cut = made(splitAll(linked, { at: frames(4), newId: ids() }));
    const [a, z, first, other] = ['a', 'z', 'new-1', 'new-2'].map((name) => clipOf(cut, name)?.linkId);
    expect([a, z]).toEqual([linkId, linkId]);
    expect(first).toBeDefined();
    expect(first).not.toBe(linkId);
    expect(other).toBe(first);
  });

  it('move together, also between tracks, or not at all', () => {
    const move = { clipIds: [id('a'), id('b')], onto: 'free' as const, newId: ids() };
    const up = moveClips(row, { ...move, by: 5, tracksBy: { video: 1 } });
    expect([shown(up), shown(up, second)]).toEqual(['c@20+10/60', 'a@5+10/0 b@15+10/20']);
    expect(shown(moveClips(row, { ...move, by: 5 }))).toBe('refused: place.taken');
    expect(shown(moveClips(row, { ...move, by: -1 }))).toBe('refused: place.beforeStart');
    expect(shown(moveClips(row, { ...move, by: 0, tracksBy: { video: 2 } }))).toBe('refused: track.missing');
    expect(shown(moveClips(row, { ...move, by: 15, onto: 'overwrite' }))).toBe('a@15+10/0 b@25+10/20');
  });

  it('are chosen from a frame on, and within a range', () => {
    expect(clipsFrom(row, { at: 12, direction: 'forward' })).toEqual([id('b'), id('c')]);
    expect(clipsFrom(row, { at: 12, direction: 'backward', trackId: video })).toEqual([id('a'), id('b')]);
    expect(clipsWithin(row, { from: 9, to: 11, trackIds: [video] })).toEqual([id('a'), id('b')]);
  });
});

describe('the clipboard', () => {
  const clipboard = copiedClips(row, [id('a'), id('c')]) ?? { clips: [], length: 0 };

  it('pastes over what is there, or makes room', () => {
    const paste = (mode: 'overwrite' | 'insert') =>
      shown(pasteClips(row, { clipboard, at: frames(5), mode, newId: ids() }));
    expect(paste('overwrite')).toBe('a@0+5/0 new-1@5+10/0 b@15+5/25 c@20+5/60 new-2@25+10/60');
    expect(paste('insert')).toBe('a@0+5/0 new-2@5+10/0 new-3@25+10/60 new-1@35+5/5 b@40+10/20 c@50+10/60');
    const onto = { video: second };
    const above = pasteClips(row, { clipboard, at: frames(5), onto, mode: 'overwrite', newId: ids() });
    expect(shown(above, second)).toBe('new-1@5+10/0 new-2@25+10/60');
    expect(copiedClips(row, [])).toBeUndefined();
  });

  it('lays the look of one clip on others', () => {
    const from = clip('x', 0, 5, { transform: { scale: 2 }, blend: 'add', fadeIn: frames(3) });
    const looked = made(pasteAttributes(row, { from, clipIds: [id('b')], which: ['transform', 'fades'] }));
    expect(clipOf(looked, 'b')).toMatchObject({ transform: { scale: 2 }, fadeIn: 3, sourceIn: 20 });
    expect(clipOf(looked, 'b')).not.toHaveProperty('blend');
  });
});

describe('joining', () => {
  it('undoes a cut, and refuses clips that do not go on', () => {
    const cut = made(splitClip(row, { clipId: id('b'), at: frames(14), newId: ids() }));
    expect(made(joinClips(cut, { trackId: video, at: 14 }))).toEqual(row);
    expect(shown(joinClips(row, { trackId: video, at: 10 }))).toBe('refused: join.different');
    expect(shown(joinClips(row, { trackId: video, at: 14 }))).toBe('refused: edit.missing');
  });
});

describe('three- and four-point editing', () => {
  const around = { sourceLength: 100, stillLength: 72, playhead: 50 };

  it('finds the fourth point from any three', () => {
    expect(editPlace({ sourceIn: 10, sourceOut: 30, timelineIn: 5 }, around)).toEqual({
      at: 5,
      sourceIn: 10,
      length: 20,
    });
    expect(editPlace({ sourceIn: 10, sourceOut: 30, timelineOut: 45 }, around)).toEqual({
      at: 25,
      sourceIn: 10,
      length: 20,
    });
    expect(editPlace({ sourceIn: 10, timelineIn: 5, timelineOut: 12 }, around)).toEqual({
      at: 5,
      sourceIn: 10,
      length: 7,
    });
    expect(editPlace({ sourceOut: 30, timelineIn: 5, timelineOut: 12 }, around)).toEqual({
      at: 5,
      sourceIn: 23,
      length: 7,
    });
    expect(editPlace({ sourceIn: 90 }, around)).toEqual({ at: 50, sourceIn: 90, length: 10 });
    expect(editPlace({}, { ...around, sourceLength: Infinity })).toEqual({ at: 50, sourceIn: 0, length: 72 });
  });

  it('leaves the fourth of four points aside, or makes the speed fit', () => {
    const four = { sourceIn: 10, sourceOut: 30, timelineIn: 5, timelineOut: 15 };
    expect(editPlace(four, around)).toEqual({ at: 5, sourceIn: 10, length: 10 });
    expect(editPlace(four, { ...around, fit: 'speed' })).toEqual({
      at: 5,
      sourceIn: 10,
      length: 10,
      sourceLength: 20,
    });
    const beyond = { ...four, sourceOut: 101 };
    expect(editPlace(beyond, { ...around, fit: 'speed' })).toBe('source.tooShort');
  });

  it('says why not', () => {
    expect(editPlace({ sourceIn: 95, timelineIn: 0, timelineOut: 10 }, around)).toBe('source.tooShort');
    expect(editPlace({ timelineIn: 9, timelineOut: 9 }, around)).toBe('range.empty');
    expect(editPlace({ sourceIn: 0, sourceOut: 20, timelineOut: 10 }, around)).toBe('place.beforeStart');
  });

  it('marks ins and outs that never cross, and finds the frame a clip shows', () => {
    const marked = made(markOut(made(markIn(row, 10)), 20));
    expect([marked.in, marked.out]).toEqual([10, 20]);
    expect(made(markIn(marked, 20))).not.toHaveProperty('out');
    expect(made(markOut(marked, 10))).not.toHaveProperty('in');
    const [track] = row.tracks;
    expect(track === undefined ? undefined : matchFrame(library, track, 13)).toEqual({
      mediaId: footage,
      frame: 23,
    });
  });
});
