import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branded } from '../lib/brand.ts';
import type { LinkId } from '../lib/ids.ts';
import { documentProblems } from '../project/invariants.ts';
import type { Timeline } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { findClip, trackEnd } from './clips.ts';
import { copiedClips } from './clipboard.ts';
import { committed, emptyHistory, undone } from './history.ts';
import { moveMagnetic, nearestEdit, withoutHoles, type MagneticMove } from './magnetic.ts';
import { finerProblems } from './problems.ts';
import { edits, gesture, sceneOf, start } from './testing/random-edits.ts';
import { audio, clip, id, ids, second, shown, timelineOf, video } from './testing/studio.ts';

const film = timelineOf(clip('a', 0, 10), clip('b', 10, 20), clip('c', 30, 30));

function move(timeline: Timeline, name: string, toward: number, rest: Partial<MagneticMove> = {}) {
  return moveMagnetic(timeline, { clipIds: [id(name)], grabbed: id(name), toward, newId: ids(), ...rest });
}

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

  it('closes up on the track it leaves and makes room on the one it comes to, and on tracks in sync as an insert does', () => {
    const toSecond = { tracksBy: { video: 1 } };
    const inSync = move(film, 'b', 60, toSecond);
    expect([shown(inSync), shown(inSync, second)]).toEqual(['a@20+10/0 c@30+30/0', 'b@0+20/0']);
    const tracks = film.tracks.map((track) => ({ ...track, syncLock: false }));
    const alone = move({ ...film, tracks }, 'b', 60, toSecond);
    expect([shown(alone), shown(alone, second)]).toEqual(['a@0+10/0 c@10+30/0', 'b@0+20/0']);
    expect(shown(move(film, 'b', 60, { tracksBy: { video: 2 } }))).toBe('refused: track.missing');
  });

  it('brings clips together that lay apart, in their order', () => {
    const both = move(film, 'a', 90, { clipIds: [id('a'), id('c')] });
    expect(shown(both)).toBe('b@0+20/0 a@20+10/0 c@30+30/0');
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

  const frame = fc.integer({ min: 0, max: 140 });

  it('on a track without gaps only changes the order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 8 }),
        fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }),
        frame,
        (lengths, picks, toward) => {
          let at = 0;
          const clips = lengths.map((length, index) => {
            const made = clip(`${index}`, at, length);
            at += length;
            return made;
          });
          const timeline = timelineOf(...clips);
          const clipIds = [...new Set(picks.map((pick) => id(`${pick % lengths.length}`)))];
          const grabbed = clipIds[0] ?? id('0');
          const result = moveMagnetic(timeline, { clipIds, grabbed, toward, newId: ids() });
          // No other refusal is possible here.
          if (!result.ok && result.reason !== 'nothing.toDo') throw new Error(result.reason);
          if (!result.ok) return;
          const track = result.timeline.tracks.find((one) => one.id === video);
          expect(track && trackEnd(track)).toBe(at);
          expect(track?.clips.map((one) => one.id).sort()).toEqual(clips.map((one) => one.id).sort());
          for (const [index, one] of (track?.clips ?? []).entries()) {
            const before = track?.clips[index - 1];
            expect(one.start).toBe(before === undefined ? 0 : before.start + before.length);
          }
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

  it('keeps every document sound and keeps the length of all clips together', () => {
    let made = 0;
    fc.assert(
      fc.property(fc.array(gesture, { maxLength: 12 }), gesture, (sequence, [, drawn]) => {
        const newId = ids();
        let document = start();
        for (const [name, each] of sequence) {
          const result = edits[name]?.(sceneOf(document, each, newId));
          if (result?.ok === true) document = { ...document, timeline: result.timeline };
        }
        const result = edits['moveMagnetic']?.(sceneOf(document, drawn, newId));
        if (result?.ok !== true) return;
        made += 1;
        const after = { ...document, timeline: result.timeline };
        expect([...documentProblems(after), ...finerProblems(after)]).toEqual([]);
        expect(totalLength(after.timeline)).toBe(totalLength(document.timeline));
      }),
      { numRuns: 400 },
    );
    expect(made).toBeGreaterThan(80);
  });

  it('goes to the nearest edit, of two that are equally near to the earlier', () => {
    const clips = [clip('a', 10, 10), clip('b', 30, 10)];
    expect([4, 5, 6, 24, 25, 26, 500].map((at) => nearestEdit(clips, at))).toEqual([
      0, 0, 10, 20, 20, 30, 40,
    ]);
    expect(nearestEdit([], 33)).toBe(0);
  });

  it('takes the holes out of what is copied', () => {
    const copied = copiedClips(timelineOf(clip('a', 5, 10), clip('b', 25, 5)), [id('a'), id('b')]);
    const closed = copied && withoutHoles(copied);
    expect(closed?.clips.map(({ offset }) => offset)).toEqual([0, 10]);
    expect(closed?.length).toBe(frames(15));
  });
});

function totalLength({ tracks }: Timeline): number {
  return tracks.reduce((sum, { clips }) => clips.reduce((all, { length }) => all + length, sum), 0);
}
