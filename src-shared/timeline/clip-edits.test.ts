import { describe, expect, it } from 'vitest';
import { branded } from '../lib/brand.ts';
import type { TransitionId } from '../lib/ids.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { sourceSpanOf } from '../project/sources.ts';
import { frames } from '../time/rate.ts';
import { nextKeyframe, keyframeMoved, withKeyframe, withoutKeyframe } from './keyframes.ts';
import { moveClips } from './move.ts';
import { rippleDelete } from './remove.ts';
import { replaceClip } from './replace.ts';
import type { EditResult } from './result.ts';
import { rippleTrim } from './ripple-trim.ts';
import { slipClip } from './slip.ts';
import { nextTake, takesOf } from './takes.ts';
import {
  audio,
  clip,
  id,
  ids,
  job,
  picture,
  second,
  shown,
  studio,
  timelineOf,
  video,
} from './testing/studio.ts';
import { changeTrack, moveTrack } from './tracks.ts';
import { addTransition, changeTransition } from './transitions.ts';
import { splitAll, splitClip } from './trim.ts';

const library = studio();
const sourceSpan = (one: Clip) => sourceSpanOf(library, one);
/** Three clips that meet, with 20 frames of footage ahead of each but the first, which has none. */
const row = timelineOf(
  clip('a', 0, 10),
  clip('b', 10, 10, { sourceIn: frames(20) }),
  clip('c', 20, 10, { sourceIn: frames(60) }),
);

function made(result: EditResult): Timeline {
  if (!result.ok) throw new Error(result.reason);
  return result.timeline;
}
const clipOf = (timeline: Timeline, name: string) =>
  timeline.tracks.flatMap(({ clips }) => clips).find((one) => one.id === id(name));
const passageId = (name: string) => branded<TransitionId>(`pass-${name}`);
const passagesOf = (result: EditResult, trackId = video) =>
  made(result)
    .tracks.find((track) => track.id === trackId)
    ?.transitions?.map(({ at, before, after }) => `${at}-${before}+${after}`);

describe('transitions', () => {
  const add = (timeline: Timeline, at: number, length: number) =>
    addTransition(timeline, {
      trackId: video,
      id: passageId(`${at}`),
      kind: 'dissolve',
      at: frames(at),
      length,
      sourceSpan,
    });

  it('are centred, as far as handles allow', () => {
    expect(passagesOf(add(row, 10, 6))).toEqual(['10-3+3']);
    expect(passagesOf(add(row, 10, 5))).toEqual(['10-2+3']);
    const short = timelineOf(
      clip('a', 0, 10, { sourceIn: frames(88) }),
      clip('b', 10, 10, { sourceIn: frames(20) }),
    );
    expect(passagesOf(add(short, 10, 8))).toEqual(['10-6+2']);
    expect(passagesOf(add(row, 0, 6))).toEqual(['0-0+6']);
    expect(passagesOf(add(row, 30, 6))).toEqual(['30-6+0']);
  });

  it('are refused with the reason', () => {
    const none = timelineOf(clip('a', 0, 10, { sourceIn: frames(90) }), clip('b', 10, 10));
    expect(shown(add(none, 10, 8))).toBe('refused: transition.noHandles');
    expect(shown(add(row, 13, 8))).toBe('refused: edit.missing');
    const full = made(add(made(add(row, 10, 20)), 20, 20));
    expect(passagesOf({ ok: true, timeline: full })).toEqual(['10-10+10', '20-0+10']);
  });

  it('go with their clips, shrink with their handles, and go with their edit', () => {
    const two = made(add(made(add(row, 10, 6)), 20, 6));
    const newId = ids();
    expect(passagesOf(rippleTrim(two, { clipIds: [id('a')], edge: 'tail', by: -4, sourceSpan }))).toEqual([
      '6-3+3',
      '16-3+3',
    ]);
    const moved = moveClips(two, {
      clipIds: [id('a'), id('b')],
      by: 0,
      tracksBy: { video: 1 },
      onto: 'free',
      newId,
    });
    expect([passagesOf(moved), passagesOf(moved, second)]).toEqual([[], ['10-3+3']]);
    expect(passagesOf(rippleDelete(two, [id('b')]))).toEqual([]);
    expect(passagesOf(splitClip(two, { clipId: id('b'), at: frames(15), newId }))).toEqual([
      '10-3+3',
      '20-3+3',
    ]);
    const slipped = slipClip(two, { clipId: id('b'), by: -19, sourceSpan });
    expect(passagesOf(slipped)).toEqual(['10-1+3', '20-3+3']);
    const longer = changeTransition(two, { id: passageId('10'), after: 50, sourceSpan });
    expect(passagesOf(longer)).toEqual(['10-3+7', '20-3+3']);
  });
});

describe('takes', () => {
  const other = { kind: 'job' as const, jobId: job, length: frames(48) };
  const still = { kind: 'media' as const, mediaId: picture };
  const several = timelineOf(
    clip('a', 0, 30, { sourceIn: frames(30), takes: { current: 0, others: [other, still] } }),
  );

  it('go round in their order, and fit themselves to what they have', () => {
    const step = (timeline: Timeline, by: 1 | -1) =>
      made(nextTake(timeline, { clipId: id('a'), by, sourceSpan }));
    const next = step(several, 1);
    expect(clipOf(next, 'a')).toMatchObject({ source: other, sourceIn: 18, takes: { current: 1 } });
    expect(clipOf(step(next, 1), 'a')).toMatchObject({ source: still });
    expect(clipOf(step(several, -1), 'a')).toMatchObject({ source: still });
    const back = clipOf(step(step(several, -1), 1), 'a');
    expect(back).toEqual(clipOf(several, 'a'));
    expect(takesOf(clip('x', 0, 1)).sources).toHaveLength(1);
    expect(shown(nextTake(row, { clipId: id('a'), by: 1, sourceSpan }))).toBe('refused: clip.noTakes');
  });

  it('are another thing than a replacement, which keeps the look', () => {
    const faded = timelineOf(clip('a', 0, 10, { fadeIn: frames(2) }));
    const replacement = { clipId: id('a'), source: other, name: 'New', sourceIn: frames(5), sourceSpan };
    expect(clipOf(made(replaceClip(faded, replacement)), 'a')).toMatchObject({
      name: 'New',
      fadeIn: 2,
      sourceIn: 5,
    });
    expect(shown(replaceClip(faded, { ...replacement, sourceIn: frames(40) }))).toBe(
      'refused: source.tooShort',
    );
  });
});

describe('keyframes and tracks', () => {
  it('are added, changed, moved and removed', () => {
    const one = withKeyframe(undefined, { frame: 5, value: 1, ease: 'ease' });
    const two = withKeyframe(one, { frame: 9, value: 3 });
    expect(two).toEqual([
      { frame: 5, value: 1, ease: 'ease' },
      { frame: 9, value: 3, ease: 'ease' },
    ]);
    expect(keyframeMoved(two, 5, 12)).toEqual([
      { frame: 9, value: 3, ease: 'ease' },
      { frame: 12, value: 1, ease: 'ease' },
    ]);
    expect(withoutKeyframe(withoutKeyframe(two, 5), 9)).toBe(3);
    const animated = clip('a', 0, 20, {
      transform: { x: two },
      volume: [{ frame: 7, value: -6, ease: 'hold' }],
    });
    expect(nextKeyframe(animated, ['x', 'volume'], 5, 1)).toBe(7);
    expect(nextKeyframe(animated, ['x'], 5, -1)).toBeUndefined();
  });

  it('change order among their kind, and are locked by name', () => {
    const order = (result: EditResult) => made(result).tracks.map((track) => track.id);
    expect(order(moveTrack(row, { trackId: video, by: 1 }))).toEqual([second, video, audio]);
    expect(shown(moveTrack(row, { trackId: audio, by: 1 }))).toBe('refused: nothing.toDo');
    const locked = made(changeTrack(row, { trackId: video, locked: true, name: 'Picture' }));
    expect(shown(slipClip(locked, { clipId: id('b'), by: 1, sourceSpan }))).toBe('refused: track.locked');
    expect(shown(splitAll(locked, { at: frames(5), newId: ids() }))).toBe('refused: split.outside');
  });
});
