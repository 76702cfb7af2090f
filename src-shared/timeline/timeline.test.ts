import { describe, expect, it } from 'vitest';
import { trackIdSchema } from '../lib/ids.ts';
import type { Clip } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { endOf, findClip, timelineEnd } from './clips.ts';
import { committed, emptyHistory, redone, undone } from './history.ts';
import { appendClip, duplicateClip, insertClip, overwriteClip } from './place.ts';
import { moveClips } from './move.ts';
import { closeGap, deleteClips, extractRange, gapAt, liftRange, rippleDelete } from './remove.ts';
import type { EditResult } from './result.ts';
import { snap, snapPoints } from './snap.ts';
import {
  audio,
  clip,
  id,
  ids,
  job,
  lengths,
  picture,
  second,
  shown,
  studio,
  timelineOf,
  video,
} from './testing/studio.ts';
import { addTrack, removeTrack } from './tracks.ts';
import { headEdgeRange, splitAll, splitClip, tailEdgeRange, trimHead, trimTail } from './trim.ts';

const pair = timelineOf(clip('a', 0, 10), clip('b', 10, 10, { sourceIn: frames(50) }));
const spaced = timelineOf(clip('a', 5, 10), clip('b', 30, 10, { sourceIn: frames(50) }));

describe('placing', () => {
  it('inserts into the middle of a clip: it is cut and its rest makes room', () => {
    const result = insertClip(pair, { trackId: video, clip: clip('n', 4, 3), at: frames(4), newId: ids() });
    expect(shown(result)).toBe('a@0+4/0 n@4+3/0 new-1@7+6/4 b@13+10/50');
  });

  it('overwrites what is there and moves nothing', () => {
    const result = overwriteClip(pair, {
      trackId: video,
      clip: clip('n', 4, 8),
      at: frames(4),
      newId: ids(),
    });
    expect(shown(result)).toBe('a@0+4/0 n@4+8/0 b@12+8/52');
  });

  it('overwrites the middle of a clip and keeps both its ends', () => {
    const result = overwriteClip(pair, {
      trackId: video,
      clip: clip('n', 3, 2),
      at: frames(3),
      newId: ids(),
    });
    expect(shown(result)).toBe('a@0+3/0 n@3+2/0 new-1@5+5/5 b@10+10/50');
  });

  it('appends behind the last clip', () => {
    expect(shown(appendClip(spaced, { trackId: video, clip: clip('n', 0, 5) }))).toMatch(/ n@40\+5\/0$/);
  });

  it('refuses an empty clip, an id that is taken, a track that is not there and a place before the start', () => {
    const place = (c: Clip, trackId = video): string =>
      shown(insertClip(pair, { trackId, clip: c, at: c.start, newId: ids() }));
    expect(place(clip('n', 0, 0))).toBe('refused: length.empty');
    expect(place(clip('a', 0, 5))).toBe('refused: id.taken');
    expect(place(clip('n', 0, 5), trackIdSchema.parse('nowhere'))).toBe('refused: track.missing');
    expect(place(clip('n', -1, 5))).toBe('refused: place.beforeStart');
    expect(place(clip('n', 999_999_999, 5))).toBe('refused: place.tooFar');
  });
});

describe('moving', () => {
  const move = (start: number, onto: 'overwrite' | 'free', tracks = 0): EditResult =>
    moveClips(spaced, {
      clipIds: [id('a')],
      by: start - 5,
      tracksBy: { video: tracks },
      onto,
      newId: ids(),
    });

  it('leaves a gap behind and keeps the clip', () => {
    expect(shown(move(15, 'free'))).toBe('a@15+10/0 b@30+10/50');
  });

  it('overwrites or refuses, as asked', () => {
    expect(shown(move(25, 'overwrite'))).toBe('a@25+10/0 b@35+5/55');
    expect(shown(move(25, 'free'))).toBe('refused: place.taken');
  });

  it('goes to another track of the same kind only', () => {
    expect(shown(move(3, 'free', 1), second)).toBe('a@3+10/0');
    expect(shown(move(3, 'free', 1), video)).toBe('b@30+10/50');
    expect(shown(move(3, 'free', 2))).toBe('refused: track.missing');
  });

  it('may overlap its own old place', () => {
    expect(shown(move(6, 'free'))).toBe('a@6+10/0 b@30+10/50');
  });
});

describe('trimming', () => {
  it('moves the head without moving a picture', () => {
    expect(shown(trimHead(spaced, { clipId: id('b'), to: frames(33) }))).toBe('a@5+10/0 b@33+7/53');
    expect(shown(trimHead(spaced, { clipId: id('b'), to: frames(20) }))).toBe('a@5+10/0 b@20+20/40');
  });

  it('moves the tail', () => {
    const to = (frame: number): string =>
      shown(trimTail(spaced, { clipId: id('a'), to: frames(frame), sourceLength: lengths }));
    expect(to(12)).toBe('a@5+7/0 b@30+10/50');
    expect(to(30)).toBe('a@5+25/0 b@30+10/50');
    expect(to(31)).toBe('refused: place.taken');
    expect(to(5)).toBe('refused: length.empty');
  });

  it('stops where the source ends', () => {
    const tail = trimTail(spaced, { clipId: id('b'), to: frames(81), sourceLength: lengths });
    expect(shown(tail)).toBe('refused: source.tooShort');
    expect(tailEdgeRange(spaced, id('b'), lengths)).toEqual({ least: 31, most: 80 });
    expect(shown(trimHead(spaced, { clipId: id('a'), to: frames(4) }))).toBe('refused: source.tooShort');
    expect(headEdgeRange(spaced, id('a'))).toEqual({ least: 5, most: 14 });
  });

  it('lets a still last as long as there is room', () => {
    const still = timelineOf(clip('s', 0, 10, { source: { kind: 'media', mediaId: picture } }));
    const result = trimTail(still, { clipId: id('s'), to: frames(5000), sourceLength: lengths });
    expect(shown(result)).toBe('s@0+5000/0');
  });

  it('lets the placeholder of a job be trimmed and untrimmed up to what was asked for', () => {
    const pending = timelineOf(clip('p', 0, 20, { source: { kind: 'job', jobId: job, length: frames(48) } }));
    const to = (frame: number): string =>
      shown(trimTail(pending, { clipId: id('p'), to: frames(frame), sourceLength: lengths }));
    expect(to(48)).toBe('p@0+48/0');
    expect(to(49)).toBe('refused: source.tooShort');
  });
});

describe('splitting', () => {
  it('makes two clips that show the same pictures', () => {
    expect(shown(splitClip(spaced, { clipId: id('b'), at: frames(34), newId: ids() }))).toBe(
      'a@5+10/0 b@30+4/50 new-1@34+6/54',
    );
  });

  it('cuts all tracks at once, and refuses where there is nothing to cut', () => {
    const both = moveClips(pair, {
      clipIds: [id('b')],
      by: -8,
      tracksBy: { video: 1 },
      onto: 'free',
      newId: ids(),
    });
    expect(both.ok).toBe(true);
    const timeline = both.ok ? both.timeline : pair;
    const cut = splitAll(timeline, { at: frames(6), newId: ids() });
    expect([shown(cut), shown(cut, second)]).toEqual(['a@0+6/0 new-1@6+4/6', 'b@2+4/50 new-2@6+6/54']);
    expect(shown(splitAll(timeline, { at: frames(500), newId: ids() }))).toBe('refused: split.outside');
    expect(shown(splitClip(pair, { clipId: id('a'), at: frames(10), newId: ids() }))).toBe(
      'refused: split.outside',
    );
  });
});

describe('removing', () => {
  it('leaves a gap, or closes up and keeps earlier gaps', () => {
    expect(shown(deleteClips(spaced, [id('a')]))).toBe('b@30+10/50');
    expect(shown(rippleDelete(spaced, [id('a')]))).toBe('b@20+10/50');
    expect(shown(rippleDelete(pair, [id('a'), id('b')]))).toBe('');
    expect(shown(deleteClips(pair, [id('x')]))).toBe('refused: clip.missing');
    expect(shown(deleteClips(pair, []))).toBe('refused: clip.missing');
  });

  it('lifts and extracts a range', () => {
    const range = { from: frames(8), to: frames(12), newId: ids() };
    expect(shown(liftRange(pair, range))).toBe('a@0+8/0 b@12+8/52');
    expect(shown(extractRange(pair, range))).toBe('a@0+8/0 b@8+8/52');
    expect(shown(liftRange(pair, { ...range, to: frames(8) }))).toBe('refused: range.empty');
    expect(shown(liftRange(pair, { ...range, from: frames(50), to: frames(60) }))).toBe(
      'refused: nothing.toDo',
    );
    expect(shown(extractRange(pair, { ...range, trackIds: [second] }))).toBe('refused: nothing.toDo');
  });

  it('finds and closes gaps', () => {
    const gaps = spaced.tracks.map((track) => gapAt(track, 20));
    expect(gaps).toEqual([{ from: 15, to: 30 }, undefined, undefined]);
    expect(shown(closeGap(spaced, { trackId: video, at: frames(20) }))).toBe('a@5+10/0 b@15+10/50');
    expect(shown(closeGap(spaced, { trackId: video, at: frames(0) }))).toBe('a@0+10/0 b@25+10/50');
    expect(shown(closeGap(spaced, { trackId: video, at: frames(40) }))).toBe('refused: gap.missing');
  });
});

describe('duplicating', () => {
  it('puts the copy behind the clip, or where it was dropped', () => {
    expect(shown(duplicateClip(pair, { clipId: id('a'), newId: ids() }))).toBe(
      'a@0+10/0 new-1@10+10/0 b@20+10/50',
    );
    const at = { trackId: second, start: frames(7) };
    expect(shown(duplicateClip(pair, { clipId: id('a'), at, newId: ids() }), second)).toBe('new-1@7+10/0');
    expect(shown(duplicateClip(pair, { clipId: id('a'), at: { ...at, trackId: audio }, newId: ids() }))).toBe(
      'refused: track.kind',
    );
  });
});

describe('tracks', () => {
  it('are added behind their kind and removed with what is on them', () => {
    expect(studio().timeline.tracks.map((track) => track.id)).toEqual([video, second, audio]);
    const removed = removeTrack(pair, video);
    expect(removed.ok && removed.timeline.tracks.map((track) => track.id)).toEqual([second, audio]);
    expect(shown(addTrack(pair, { id: video, kind: 'video', name: 'V' }))).toBe('refused: id.taken');
  });
});

describe('snapping', () => {
  const points = snapPoints({
    timeline: spaced,
    playhead: frames(20),
    markers: [frames(5)],
    without: [id('b')],
  });

  it('offers the start, the playhead, markers and edits, but not the clip that moves', () => {
    expect(points.map((point) => `${point.kind}@${point.frame}`)).toEqual([
      'start@0',
      'marker@5',
      'edit@15',
      'playhead@20',
    ]);
  });

  it('takes the nearest point to either edge within reach', () => {
    expect(snap([13, 23], points, 4)).toMatchObject({ by: 2, point: { frame: 15 } });
    expect(snap([10, 21], points, 4)).toMatchObject({ by: -1, point: { frame: 20 } });
    expect(snap([10], points, 4)).toBeUndefined();
    expect(snap([400], points, 4)).toBeUndefined();
  });
});

describe('history', () => {
  const entry = (before: string, after: string) => ({
    label: 'edit',
    before,
    after,
    selectionBefore: [before],
  });

  it('restores what was selected before the gesture on undo and leaves the selection alone on redo', () => {
    const history = committed(emptyHistory<string, string[]>(), entry('a', 'b'));
    const back = undone(history);
    expect(back).toMatchObject({ document: 'a', selection: ['a'], label: 'edit' });
    const forth = back === undefined ? undefined : redone(back.history);
    expect(forth).toMatchObject({ document: 'b', selection: undefined });
  });

  it('keeps what can be redone through a gesture that changed nothing, and drops it at the next real one', () => {
    const back = undone(committed(emptyHistory<string, string[]>(), entry('a', 'b')));
    const kept = committed(back?.history ?? emptyHistory(), entry('a', 'a'));
    expect(redone(kept)?.document).toBe('b');
    expect(redone(committed(kept, entry('a', 'c')))).toBeUndefined();
  });

  it('has no limit', () => {
    let history = emptyHistory<string, string[]>();
    for (let step = 0; step < 3000; step += 1) {
      history = committed(history, entry(String(step), String(step + 1)));
    }
    let document = '3000';
    for (let back = undone(history); back !== undefined; back = undone(back.history)) {
      ({ document, history } = back);
    }
    expect(document).toBe('0');
    for (let forth = redone(history); forth !== undefined; forth = redone(forth.history)) {
      ({ document } = forth);
    }
    expect(document).toBe('3000');
  });
});

describe('looking up', () => {
  it('finds clips by id and by frame', () => {
    expect(findClip(pair, id('b'))?.index).toBe(1);
    expect(findClip(pair, id('x'))).toBeUndefined();
    expect(timelineEnd(pair)).toBe(20);
    expect(endOf(clip('a', 3, 4))).toBe(7);
  });
});
