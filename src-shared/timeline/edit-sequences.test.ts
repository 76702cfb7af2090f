import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClipId } from '../lib/ids.ts';
import { documentProblems } from '../project/invariants.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { clipAt, findClip, timelineEnd } from './clips.ts';
import { committed, emptyHistory, redone, undone, type History } from './history.ts';
import { appendClip, duplicateClip, insertClip, overwriteClip } from './place.ts';
import { moveClips } from './move.ts';
import { closeGap, deleteClips, extractRange, liftRange, rippleDelete } from './remove.ts';
import type { EditResult } from './result.ts';
import {
  audio,
  clip,
  footage,
  id,
  ids,
  job,
  lengths,
  picture,
  second,
  studio,
  video,
} from './testing/studio.ts';
import { splitAll, splitClip, trimHead, trimTail } from './trim.ts';

/** One random gesture, made on whatever the timeline is by then. */
type Gesture = (timeline: Timeline, newId: () => ClipId) => EditResult;

const gestures: fc.Arbitrary<Gesture> = fc
  .record({
    kind: fc.integer({ min: 0, max: 14 }),
    pick: fc.nat(),
    other: fc.nat(),
    at: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -3, max: 400 })),
    length: fc.integer({ min: 1, max: 100 }),
    onto: fc.constantFrom('overwrite' as const, 'free' as const),
  })
  .map(({ kind, pick, other, at, length, onto }) => (timeline, newId) => {
    const clips = timeline.tracks.flatMap((track) => track.clips);
    const clipId = clips[pick % Math.max(1, clips.length)]?.id ?? id('none');
    const otherId = clips[other % Math.max(1, clips.length)]?.id ?? id('none');
    const trackId = [video, second, audio][pick % 3] ?? video;
    const frame = frames(at);
    const source = (
      [
        { kind: 'media', mediaId: footage },
        { kind: 'media', mediaId: picture },
        { kind: 'job', jobId: job, length: frames(100) },
      ] as const
    )[other % 3] ?? { kind: 'media', mediaId: footage };
    const sourceIn = frames(Math.floor((100 - length) * ((other % 100) / 100)));
    const made = clip(newId(), at, length, { source, sourceIn });
    const target = pick % 3 === 2 ? second : trackId;
    const range = { from: frame, to: frames(at + (other % 40)), newId };
    switch (kind) {
      case 0:
        return insertClip(timeline, { trackId: target, clip: made, at: frame, newId });
      case 1:
        return overwriteClip(timeline, { trackId: target, clip: made, at: frame, newId });
      case 2:
        return appendClip(timeline, { trackId: target, clip: made });
      case 3:
      case 4:
        return moveClips(timeline, {
          clipIds: [clipId],
          by: at - (findClip(timeline, clipId)?.clip.start ?? 0),
          tracksBy: { video: (other % 3) - 1 },
          onto,
          newId,
        });
      case 5:
        return trimHead(timeline, { clipId, to: frame });
      case 6:
        return trimTail(timeline, { clipId, to: frame, sourceLength: lengths });
      case 7:
        return splitClip(timeline, { clipId, at: frame, newId });
      case 8:
        return splitAll(timeline, { at: frame, newId });
      case 9:
        return deleteClips(timeline, [clipId]);
      case 10:
        return rippleDelete(timeline, [clipId, otherId]);
      case 11:
        return liftRange(timeline, range);
      case 12:
        return extractRange(timeline, other % 2 === 0 ? range : { ...range, trackIds: [trackId] });
      case 13:
        return closeGap(timeline, { trackId, at: frame });
      default:
        return duplicateClip(
          timeline,
          other % 2 === 0 ? { clipId, newId } : { clipId, at: { trackId, start: frame }, newId },
        );
    }
  });

describe('any sequence of edits', () => {
  it('keeps the document sound, changes nothing when refused, and is undone to the very start and redone to the end', () => {
    let made = 0;
    fc.assert(
      fc.property(fc.array(gestures, { minLength: 4, maxLength: 30, size: 'max' }), (sequence) => {
        const start = studio();
        const newId = ids();
        let timeline = start.timeline;
        let history: History<Timeline, number> = emptyHistory();
        for (const [step, gesture] of sequence.entries()) {
          // An edit that wrote into its input would throw.
          const result = gesture(frozen(timeline), newId);
          if (!result.ok) continue;
          made += 1;
          const problems = documentProblems({ ...start, timeline: result.timeline });
          if (problems.length > 0) throw new Error(problems.join('; '));
          history = committed(history, {
            label: `step ${step}`,
            before: timeline,
            after: result.timeline,
            selectionBefore: step,
          });
          timeline = result.timeline;
        }
        const end = timeline;
        const depth = history.past.length;
        for (let step = undone(history); step !== undefined; step = undone(history)) {
          history = step.history;
          timeline = step.document;
        }
        expect(timeline).toBe(start.timeline);
        expect(history.future).toHaveLength(depth);
        for (let step = redone(history); step !== undefined; step = redone(history)) {
          history = step.history;
          timeline = step.document;
        }
        expect(timeline).toBe(end);
      }),
      { numRuns: 2000 },
    );
    // A generator whose edits are all refused would prove nothing.
    expect(made).toBeGreaterThan(8000);
  });

  it('keeps every picture where it was when it cuts', () => {
    fc.assert(
      fc.property(
        fc.array(gestures, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 200 }),
        (sequence, at) => {
          const newId = ids();
          let { timeline } = studio();
          for (const gesture of sequence) {
            const result = gesture(timeline, newId);
            if (result.ok) timeline = result.timeline;
          }
          const cut = splitAll(timeline, { at: frames(at), newId });
          const after = cut.ok ? cut.timeline : timeline;
          const every = Array.from({ length: timelineEnd(timeline) }, (_, frame) => frame);
          expect(every.map((frame) => picturesAt(after, frame))).toEqual(
            every.map((frame) => picturesAt(timeline, frame)),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** Everything in it can no longer be changed; parts that are shared with an earlier one are frozen already. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

function picturesAt(timeline: Timeline, frame: number): string[] {
  return timeline.tracks.map((track) => pictureAt(clipAt(track, frame), frame));
}

function pictureAt(on: Clip | undefined, frame: number): string {
  return on === undefined ? 'black' : `${JSON.stringify(on.source)} ${on.sourceIn + frame - on.start}`;
}
