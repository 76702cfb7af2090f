import { describe, expect, it } from 'vitest';
import { branded } from '../lib/brand.ts';
import type { MarkerId } from '../lib/ids.ts';
import type { Clip, Timeline, Track } from '../project/schema.ts';
import { sourceSpanOf } from '../project/sources.ts';
import { frames } from '../time/rate.ts';
import { addMarker } from './markers.ts';
import { insertClip } from './place.ts';
import { extractRange, rippleDelete } from './remove.ts';
import { edited, type EditResult } from './result.ts';
import { rippleTrim } from './ripple-trim.ts';
import { rollEdit, rollRange } from './roll.ts';
import { slideClip, slideRange } from './slide.ts';
import { slipClip } from './slip.ts';
import { rateStretch, setSpeed, toggleFreeze } from './speed.ts';
import { audio, clip, id, ids, picture, second, shown, studio, timelineOf, video } from './testing/studio.ts';
import { trimHead } from './trim.ts';

const library = studio();
const sourceSpan = (one: Clip) => sourceSpanOf(library, one);
/** Three clips that meet, with 20 frames of footage ahead of each but the first, which has none. */
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

describe('trims that move what is behind', () => {
  const synced = on(row, {
    [second]: { syncLock: true, clips: [clip('x', 4, 2), clip('y', 25, 5)] },
    [audio]: { syncLock: false, clips: [clip('z', 25, 5)] },
  });
  const trim = (edge: 'head' | 'tail', by: number, name = 'a', timeline = synced) =>
    rippleTrim(timeline, { clipIds: [id(name)], edge, by, sourceSpan });

  it('ripple on the own track and those in sync, and on no others', () => {
    const shorter = trim('tail', -4);
    expect(shown(shorter)).toBe('a@0+6/0 b@6+10/20 c@16+10/60');
    expect(shown(shorter, second)).toBe('x@4+2/0 y@21+5/0');
    expect(shown(shorter, audio)).toBe('z@25+5/0');
    expect(shown(trim('head', 3, 'b'))).toBe('a@0+10/0 b@10+7/23 c@17+10/60');
    expect(shown(trim('head', -5, 'b'))).toBe('a@0+10/0 b@10+15/15 c@25+10/60');
  });

  it('say why not', () => {
    expect(shown(trim('head', -1))).toBe('refused: source.tooShort');
    expect(shown(trim('tail', -10))).toBe('refused: length.empty');
    const crowded = on(row, { [second]: { syncLock: true, clips: [clip('x', 4, 14), clip('y', 20, 5)] } });
    expect(shown(trim('tail', -4, 'b', crowded))).toBe('refused: sync.blocked');
    const locked = on(row, { [video]: { locked: true } });
    expect(shown(trim('tail', -4, 'a', locked))).toBe('refused: track.locked');
  });

  it('move markers of the timeline with what they are about', () => {
    const marker = (at: number) => ({
      id: branded<MarkerId>(`mark-${at}`),
      frame: frames(at),
      length: frames(0),
      name: '',
      note: '',
      colour: 'red' as const,
    });
    const marked = [3, 8, 15].reduce((timeline, at) => made(addMarker(timeline, marker(at))), row);
    const after = (result: EditResult) => made(result).markers?.map(({ frame }) => frame);
    expect(after(trim('tail', -4, 'a', marked))).toEqual([3, 6, 11]);
    expect(after(extractRange(marked, { from: frames(5), to: frames(10), newId: ids() }))).toEqual([
      3, 5, 10,
    ]);
    expect(after(rippleDelete(marked, [id('a')]))).toEqual([0, 0, 5]);
    const added = { trackId: video, clip: clip('n', 0, 7), at: frames(8), newId: ids() };
    expect(after(insertClip(marked, added))).toEqual([3, 15, 22]);
  });
});

describe('inserting', () => {
  it('cuts and moves the tracks in sync too, but not locked ones', () => {
    const timeline = on(row, {
      [second]: { syncLock: true, clips: [clip('x', 4, 10)] },
      [audio]: { syncLock: true, locked: true, clips: [clip('z', 4, 10)] },
    });
    const added = { trackId: video, clip: clip('n', 0, 5), at: frames(10), newId: ids() };
    const result = insertClip(timeline, added);
    expect(shown(result)).toBe('a@0+10/0 n@10+5/0 b@15+10/20 c@25+10/60');
    expect(shown(result, second)).toBe('x@4+6/0 new-1@15+4/6');
    expect(shown(result, audio)).toBe('z@4+10/0');
  });
});

describe('the other trims', () => {
  it('roll the edit between two clips', () => {
    const roll = (at: number, by: number) => shown(rollEdit(row, { trackId: video, at, by, sourceSpan }));
    expect(roll(10, 4)).toBe('a@0+14/0 b@14+6/24 c@20+10/60');
    expect(roll(20, -3)).toBe('a@0+10/0 b@10+7/20 c@17+13/57');
    expect(rollRange(row, { trackId: video, at: 10, sourceSpan })).toEqual({ least: -9, most: 9 });
    expect(roll(30, 1)).toBe('refused: edit.missing');
    expect(roll(10, 10)).toBe('refused: length.empty');
  });

  it('slip the source under a clip, with its markers', () => {
    const said = { length: frames(0), name: '', note: '', colour: 'red' as const };
    const note = { ...said, id: branded<MarkerId>('m'), frame: 4 };
    const marked = timelineOf(clip('b', 0, 10, { sourceIn: frames(20), markers: [note] }));
    const slip = (by: number) => slipClip(marked, { clipId: id('b'), by, sourceSpan });
    expect(shown(slip(3))).toBe('b@0+10/23');
    expect(clipOf(made(slip(3)), 'b')?.markers?.[0]?.frame).toBe(1);
    expect([shown(slip(-21)), shown(slip(71))]).toEqual([
      'refused: source.tooShort',
      'refused: source.tooShort',
    ]);
    const still = timelineOf(clip('s', 0, 5, { source: { kind: 'media', mediaId: picture } }));
    expect(shown(slipClip(still, { clipId: id('s'), by: 1, sourceSpan }))).toBe('refused: source.still');
  });

  it('slide a clip between its neighbours, or into a gap', () => {
    const slide = (by: number) => shown(slideClip(row, { clipId: id('b'), by, sourceSpan }));
    expect(slide(4)).toBe('a@0+14/0 b@14+10/20 c@24+6/64');
    expect(slide(-4)).toBe('a@0+6/0 b@6+10/20 c@16+14/56');
    expect(slideRange(row, { clipId: id('b'), sourceSpan })).toEqual({ least: -9, most: 9 });
    const gap = timelineOf(clip('a', 5, 5), clip('b', 12, 5));
    expect(shown(slideClip(gap, { clipId: id('b'), by: -2, sourceSpan }))).toBe('a@5+5/0 b@10+5/0');
    expect(shown(slideClip(gap, { clipId: id('b'), by: -3, sourceSpan }))).toBe('refused: place.taken');
  });

  it('draw out the head of a still, which has no beginning', () => {
    const still = timelineOf(clip('s', 10, 5, { source: { kind: 'media', mediaId: picture } }));
    expect(shown(trimHead(still, { clipId: id('s'), to: frames(2), sourceSpan }))).toBe('s@2+13/0');
  });
});

describe('speed', () => {
  it('stretches a clip over the same pictures', () => {
    const one = timelineOf(clip('a', 0, 10, { sourceIn: frames(20) }));
    const slow = made(rateStretch(one, { clipIds: [id('a')], edge: 'tail', to: 25, sourceSpan }));
    expect(clipOf(slow, 'a')).toMatchObject({ length: 25, sourceIn: 20, speed: { num: 2, den: 5 } });
    const fast = made(rateStretch(slow, { clipIds: [id('a')], edge: 'head', to: 20, sourceSpan }));
    expect(clipOf(fast, 'a')).toMatchObject({ start: 20, length: 5, speed: { num: 2, den: 1 } });
    const blocked = rateStretch(row, { clipIds: [id('a')], edge: 'tail', to: 12, sourceSpan });
    expect(shown(blocked)).toBe('refused: place.taken');
  });

  it('is set with a ripple, or within the room there is', () => {
    const half = { clipIds: [id('b')], speed: { num: 1, den: 2 }, sourceSpan };
    expect(shown(setSpeed(row, { ...half, ripple: true }))).toBe('a@0+10/0 b@10+20/20 c@30+10/60');
    expect(shown(setSpeed(row, { ...half, ripple: false }))).toBe('a@0+10/0 b@10+10/20 c@20+10/60');
    const double = { ...half, speed: { num: 2, den: 1 }, ripple: true };
    expect(shown(setSpeed(row, double))).toBe('a@0+10/0 b@10+5/20 c@15+10/60');
    const mad = { ...half, speed: { num: 200, den: 1 }, ripple: true };
    expect(shown(setSpeed(row, mad))).toBe('refused: speed.range');
  });

  it('stretches with a ripple from either edge; the clip stays where it begins', () => {
    const stretch = { clipIds: [id('b')], ripple: true, sourceSpan };
    const tail = made(rateStretch(row, { ...stretch, edge: 'tail', to: 25 }));
    expect(shown(edited(tail))).toBe('a@0+10/0 b@10+15/20 c@25+10/60');
    const head = made(rateStretch(row, { ...stretch, edge: 'head', to: 5 }));
    expect(shown(edited(head))).toBe('a@0+10/0 b@10+15/20 c@25+10/60');
    const shorter = made(rateStretch(row, { ...stretch, edge: 'head', to: 15 }));
    expect(shown(edited(shorter))).toBe('a@0+10/0 b@10+5/20 c@15+10/60');
  });

  it('of picture and sound of one recording moves what is behind them once', () => {
    const tracks = row.tracks.map((track) =>
      track.id === audio ? { ...track, clips: [clip('s', 10, 10), clip('t', 20, 5)] } : track,
    );
    const both = { clipIds: [id('b'), id('s')], ripple: true, sourceSpan };
    const slow = setSpeed({ ...row, tracks }, { ...both, speed: { num: 1, den: 2 } });
    expect(shown(slow)).toBe('a@0+10/0 b@10+20/20 c@30+10/60');
    expect(shown(slow, audio)).toBe('s@10+20/0 t@30+5/0');
    const stretched = rateStretch({ ...row, tracks }, { ...both, edge: 'tail', to: 30 });
    expect(shown(stretched)).toBe(shown(slow));
    expect(shown(stretched, audio)).toBe(shown(slow, audio));
  });

  it('stands still at a picture, and runs again', () => {
    const frozen = made(toggleFreeze(row, { clipId: id('b'), at: 14, sourceSpan }));
    expect(clipOf(frozen, 'b')).toMatchObject({ freeze: true, sourceIn: 24, length: 10 });
    const running = made(toggleFreeze(frozen, { clipId: id('b'), at: 0, sourceSpan }));
    expect(clipOf(running, 'b')).not.toHaveProperty('freeze');
  });
});
