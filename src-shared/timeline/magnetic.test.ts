import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branded } from '../lib/brand.ts';
import type { LinkId, TrackId } from '../lib/ids.ts';
import { documentProblems } from '../project/invariants.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { copiedClips } from './clipboard.ts';
import { findClip, findTrack, trackEnd } from './clips.ts';
import { committed, emptyHistory, undone } from './history.ts';
import { closedUp, deleteMagnetic, gapsOf, nearestEdit, onMagnetic } from './magnetic.ts';
import {
  moveMagnetic,
  nudgeMagnetic,
  pasteMagnetic,
  withoutHoles,
  type MagneticMove,
} from './magnetic-move.ts';
import { insertClip, overwriteClip } from './place.ts';
import { finerProblems } from './problems.ts';
import { rippleDelete } from './remove.ts';
import { edited, type EditResult } from './result.ts';
import { rippleTrim } from './ripple-trim.ts';
import { setSpeed } from './speed.ts';
import { edits, gesture, sceneOf, start, type Scene } from './testing/random-edits.ts';
import { audio, clip, id, ids, lengths, second, shown, timelineOf, video } from './testing/studio.ts';
import { trimTail } from './trim.ts';

const film = timelineOf(clip('a', 0, 10), clip('b', 10, 20), clip('c', 30, 30));
const titled = withTrack(film, second, clip('t', 15, 10), clip('u', 40, 10));

function withTrack(timeline: Timeline, trackId: TrackId, ...clips: Clip[]): Timeline {
  const tracks = timeline.tracks.map((track) =>
    track.id === trackId ? { ...track, clips, syncLock: true } : track,
  );
  return { ...timeline, tracks };
}

function move(timeline: Timeline, name: string, toward: number, rest: Partial<MagneticMove> = {}) {
  return moveMagnetic(timeline, { clipIds: [id(name)], by: 0, toward, newId: ids(), ...rest });
}

const both = (result: EditResult) => [shown(result), shown(result, second)];

describe('a magnetic move', () => {
  it('puts a clip between others without a gap and without covering anything', () => {
    expect(shown(move(film, 'a', 26))).toBe('b@0+20/0 a@20+10/0 c@30+30/0');
    expect(shown(move(film, 'a', 100))).toBe('b@0+20/0 c@20+30/0 a@50+10/0');
    expect(shown(move(film, 'c', 3))).toBe('c@0+30/0 a@30+10/0 b@40+20/0');
  });

  it('does nothing where the nearest edit is where the clip is already', () => {
    expect(shown(move(film, 'b', 16))).toBe('refused: nothing.toDo');
    expect(shown(move(film, 'b', 28))).toBe('refused: nothing.toDo');
  });

  it('closes up behind what leaves the main track; where it comes to it lies over what was there', () => {
    expect(both(move(film, 'b', 0, { tracksBy: { video: 1 } }))).toEqual(['a@0+10/0 c@10+30/0', 'b@10+20/0']);
    expect(shown(move(film, 'b', 60, { tracksBy: { video: 2 } }))).toBe('refused: track.missing');
  });

  it('makes room for what comes to the main track, on tracks in sync too, and leaves its gap above', () => {
    expect(both(move(titled, 't', 29, { tracksBy: { video: -1 } }))).toEqual([
      'a@0+10/0 b@10+20/0 t@30+10/0 c@40+30/0',
      'u@50+10/0',
    ]);
  });

  it('moves freely on the other tracks', () => {
    expect(both(move(titled, 't', 0, { by: 7 }))).toEqual([
      'a@0+10/0 b@10+20/0 c@30+30/0',
      't@22+10/0 u@40+10/0',
    ]);
  });

  it('keeps what lies above at its place to the clip it goes with', () => {
    const clipIds = [id('b'), id('t')];
    expect(both(move(titled, 'b', 60, { clipIds }))).toEqual([
      'a@0+10/0 c@10+30/0 b@40+20/0',
      'u@20+10/0 t@45+10/0',
    ]);
  });

  it('takes along what begins over it on a track in sync, and leaves what lies on others', () => {
    expect(both(move(titled, 'b', 60))).toEqual(['a@0+10/0 c@10+30/0 b@40+20/0', 'u@20+10/0 t@45+10/0']);
    const tracks = titled.tracks.map((track) => ({ ...track, syncLock: false }));
    expect(both(move({ ...titled, tracks }, 'b', 60))).toEqual([
      'a@0+10/0 c@10+30/0 b@40+20/0',
      't@15+10/0 u@40+10/0',
    ]);
  });

  it('brings clips together that lay apart, in their order', () => {
    const apart = move(film, 'a', 90, { clipIds: [id('a'), id('c')] });
    expect(shown(apart)).toBe('b@0+20/0 a@20+10/0 c@30+30/0');
  });

  it('leaves gaps of others as they are', () => {
    const loose = timelineOf(clip('a', 0, 10), clip('b', 15, 5), clip('c', 20, 10));
    expect(shown(move(loose, 'c', 2))).toBe('c@0+10/0 a@10+10/0 b@25+5/0');
  });

  it('keeps a picture linked with its sound that stays', () => {
    const linkId = branded<LinkId>('link');
    const base = timelineOf(clip('a', 0, 10, { linkId }), clip('b', 10, 10));
    const tracks = base.tracks.map((track) =>
      track.id === audio ? { ...track, syncLock: false, clips: [clip('s', 0, 10, { linkId })] } : track,
    );
    const made = move({ ...base, tracks }, 'a', 20);
    expect(shown(made)).toBe('b@0+10/0 a@10+10/0');
    expect(shown(made, audio)).toBe('s@0+10/0');
    expect(made.ok && findClip(made.timeline, id('a'))?.clip.linkId).toBe(linkId);
  });

  it('refuses a locked track', () => {
    const tracks = film.tracks.map((track) => (track.id === second ? { ...track, locked: true } : track));
    expect(shown(move({ ...film, tracks }, 'a', 0, { tracksBy: { video: 1 } }))).toBe(
      'refused: track.locked',
    );
  });

  it('by a nudge changes places with the neighbour, and above goes by frames', () => {
    const nudge = (name: string, by: number) =>
      nudgeMagnetic(titled, { clipIds: [id(name)], by, newId: ids() });
    expect(shown(nudge('b', 1))).toBe('a@0+10/0 c@10+30/0 b@40+20/0');
    expect(shown(nudge('b', -1))).toBe('b@0+20/0 a@20+10/0 c@30+30/0');
    expect(shown(nudge('a', -1))).toBe('refused: nothing.toDo');
    expect(shown(nudge('c', 1))).toBe('refused: nothing.toDo');
    expect(shown(nudge('t', 1), second)).toBe('t@16+10/0 u@40+10/0');
  });

  const frame = fc.integer({ min: 0, max: 140 });

  it('on a track without gaps only changes the order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 8 }),
        fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }),
        frame,
        (lengthsOf, picks, toward) => {
          let at = 0;
          const clips = lengthsOf.map((length, index) => {
            const made = clip(`${index}`, at, length);
            at += length;
            return made;
          });
          const timeline = timelineOf(...clips);
          const clipIds = [...new Set(picks.map((pick) => id(`${pick % lengthsOf.length}`)))];
          const result = moveMagnetic(timeline, { clipIds, by: 0, toward, newId: ids() });
          // No other refusal is possible here.
          if (!result.ok && result.reason !== 'nothing.toDo') throw new Error(result.reason);
          if (!result.ok) return;
          const track = findTrack(result.timeline, video);
          expect(track && trackEnd(track)).toBe(at);
          expect(track?.clips.map((one) => one.id).sort()).toEqual(clips.map((one) => one.id).sort());
          expect(gapsOf(track?.clips ?? []).every((gap) => gap === 0)).toBe(true);
          const history = committed(emptyHistory<Timeline, null>(), {
            label: 'move',
            before: timeline,
            after: result.timeline,
            selectionBefore: null,
          });
          expect(undone(history)?.document).toBe(timeline);
        },
      ),
    );
  });

  it('goes to the nearest edit, of two that are equally near to the earlier', () => {
    const clips = [clip('a', 10, 10), clip('b', 30, 10)];
    expect([4, 5, 6, 24, 25, 26, 500].map((at) => nearestEdit(clips, at))).toEqual([
      0, 0, 10, 20, 20, 30, 40,
    ]);
    expect(nearestEdit([], 33)).toBe(0);
  });
});

describe('pasting on a magnetic timeline', () => {
  const paste = (names: readonly string[], at: number, onto = video) => {
    const clipboard = copiedClips(titled, names.map(id));
    if (clipboard === undefined) throw new Error('nothing copied');
    return pasteMagnetic(titled, {
      clipboard,
      at: frames(at),
      onto: { video: onto },
      mode: 'overwrite',
      newId: ids(),
    });
  };

  it('inserts at the nearest edit of the main track', () => {
    expect(both(paste(['a'], 13))).toEqual([
      'a@0+10/0 new-1@10+10/0 b@20+20/0 c@40+30/0',
      't@25+10/0 u@50+10/0',
    ]);
  });

  it('covers what lies there on another track', () => {
    expect(both(paste(['a'], 13, second))).toEqual([
      'a@0+10/0 b@10+20/0 c@30+30/0',
      'new-1@13+10/0 t@23+2/8 u@40+10/0',
    ]);
  });

  it('takes the holes out of what is copied', () => {
    const copied = copiedClips(timelineOf(clip('a', 5, 10), clip('b', 25, 5)), [id('a'), id('b')]);
    const closed = copied && withoutHoles(copied);
    expect(closed?.clips.map(({ offset }) => offset)).toEqual([0, 10]);
    expect(closed?.length).toBe(frames(15));
  });
});

describe('an edit on a magnetic timeline', () => {
  it('closes the gap that it opens on the main track, and what is in sync goes along', () => {
    const trimmed = trimTail(titled, { clipId: id('a'), to: frames(6), sourceLength: lengths });
    expect(both(closedUp(titled, trimmed))).toEqual(['a@0+6/0 b@6+20/0 c@26+30/0', 't@11+10/0 u@36+10/0']);
    const far = { trackId: video, clip: clip('n', 0, 5), at: frames(90), newId: ids() };
    expect(shown(closedUp(film, overwriteClip(film, far)))).toMatch(/ n@60\+5\/0$/);
  });

  it('keeps gaps that were there, and is what it was where none is opened', () => {
    const loose = timelineOf(clip('a', 5, 10), clip('b', 30, 10));
    const shorter = trimTail(loose, { clipId: id('a'), to: frames(12), sourceLength: lengths });
    expect(shown(closedUp(loose, shorter))).toBe('a@5+7/0 b@27+10/0');
    const result = edited({ ...film, in: frames(3) });
    expect(closedUp(film, result)).toBe(result);
  });

  it('on another track moves nothing but that track', () => {
    const markers: Timeline['markers'] = [
      { id: branded('m'), frame: frames(45), length: frames(0), name: '', note: '', colour: 'red' },
    ];
    const marked: Timeline = { ...titled, markers };
    const each: ((now: Timeline) => EditResult)[] = [
      (now) => insertClip(now, { trackId: second, clip: clip('n', 0, 5), at: frames(20), newId: ids() }),
      (now) => rippleDelete(now, [id('t')]),
      (now) =>
        setSpeed(now, {
          clipIds: [id('t')],
          speed: { num: 1, den: 2 },
          ripple: true,
          sourceSpan: () => ({ from: 0, to: 100 }),
        }),
      (now) =>
        rippleTrim(now, {
          clipIds: [id('t')],
          edge: 'tail',
          by: 4,
          sourceSpan: () => ({ from: 0, to: 100 }),
        }),
    ];
    for (const edit of each) {
      const result = onMagnetic(marked, edit);
      if (!result.ok) throw new Error(result.reason);
      const others = (timeline: Timeline) => timeline.tracks.filter(({ id: one }) => one !== second);
      const settings = (timeline: Timeline) => timeline.tracks.map((track) => ({ ...track, clips: [] }));
      expect(others(result.timeline).every((track, at) => track === others(marked)[at])).toBe(true);
      expect(settings(result.timeline)).toEqual(settings(marked));
      expect(result.timeline.markers).toBe(markers);
      expect(findTrack(result.timeline, second)?.clips).not.toBe(findTrack(marked, second)?.clips);
    }
  });

  it('deletes a title without touching the film under it', () => {
    expect(both(deleteMagnetic(titled, [id('t')]))).toEqual(['a@0+10/0 b@10+20/0 c@30+30/0', 'u@40+10/0']);
    expect(both(deleteMagnetic(titled, [id('b'), id('t')]))).toEqual(['a@0+10/0 c@10+30/0', 'u@20+10/0']);
  });

  const gapFrames = (timeline: Timeline) =>
    gapsOf(findTrack(timeline, video)?.clips ?? []).reduce((sum, gap) => sum + gap, 0);

  it('of any kind, after any other, opens no gap on the main track and keeps the document sound', () => {
    const made = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(gesture, { minLength: 3, maxLength: 20, size: 'max' }), (sequence) => {
        const newId = ids();
        let document = start();
        for (const [name, drawn] of sequence) {
          const edit = edits[name];
          // Changing the order of tracks makes another one the main track.
          if (edit === undefined || name === 'reorder') continue;
          const scene = (timeline: Timeline): Scene => sceneOf({ ...document, timeline }, drawn, newId);
          const result = onMagnetic(document.timeline, (timeline) => edit(scene(timeline)));
          if (!result.ok) continue;
          if (gapFrames(result.timeline) > gapFrames(document.timeline))
            throw new Error(`${name} opens a gap`);
          if (name === 'moveMagnetic' || name === 'nudgeMagnetic') {
            const lost = (findTrack(document.timeline, video)?.clips ?? []).filter(
              ({ id: one, length }) => findClip(result.timeline, one)?.clip.length !== length,
            );
            if (lost.length > 0) throw new Error(`${name} covers what lies on the main track`);
          }
          document = { ...document, timeline: result.timeline };
          const problems = [...documentProblems(document), ...finerProblems(document)];
          if (problems.length > 0) throw new Error(`${name}: ${problems.join('; ')}`);
          made.set(name, (made.get(name) ?? 0) + 1);
        }
      }),
      { numRuns: 600 },
    );
    for (const name of [
      'moveMagnetic',
      'nudgeMagnetic',
      'pasteMagnetic',
      'deleteMagnetic',
      'trimTail',
      'stretch',
    ]) {
      expect(made.get(name), name).toBeGreaterThan(10);
    }
  });
});
