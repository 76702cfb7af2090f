import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentProblems } from '../project/invariants.ts';
import { projectDocumentSchema } from '../project/schema.ts';
import type { Clip, ProjectDocument, Timeline } from '../project/schema.ts';
import { sourceSpanOf } from '../project/sources.ts';
import { frames } from '../time/rate.ts';
import { timelineEnd } from './clips.ts';
import { committed, emptyHistory, redone, undone, type History } from './history.ts';
import { joinClips } from './join.ts';
import { finerProblems } from './problems.ts';
import { refusals } from './result.ts';
import { reverseClip } from './speed.ts';
import { layersAt } from './stack.ts';
import { clip, id, ids, video } from './testing/studio.ts';
import { splitAll } from './trim.ts';
import { editNames, edits, gesture, sceneOf, start } from './testing/random-edits.ts';

function lockedClips(timeline: Timeline): string {
  return JSON.stringify(timeline.tracks.filter(({ locked }) => locked === true).map(({ clips }) => clips));
}

/** Everything in it can no longer be changed; parts that are shared with an earlier one are frozen already. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

describe('any sequence of all edits', () => {
  it('keeps the document sound and locked tracks as they are, and is undone to the start and redone to the end', () => {
    const done = new Map<string, number>();
    const reasons = new Set<string>();
    fc.assert(
      fc.property(fc.array(gesture, { minLength: 5, maxLength: 30, size: 'max' }), (sequence) => {
        const newId = ids();
        const first = frozen(start());
        let document = first;
        let history: History<Timeline, null> = emptyHistory();
        for (const [name, drawn] of sequence) {
          const before = document.timeline;
          const result = edits[name]?.(sceneOf(document, drawn, newId));
          if (result === undefined) throw new Error(name);
          if (!result.ok) {
            reasons.add(result.reason);
            continue;
          }
          const { timeline } = result;
          document = { ...document, timeline: frozen(timeline) };
          const problems = [...documentProblems(document), ...finerProblems(document)];
          if (problems.length > 0) throw new Error(`${name}: ${problems.join('; ')}`);
          if (name !== 'lock' && name !== 'reorder' && lockedClips(timeline) !== lockedClips(before)) {
            throw new Error(`${name} changed a locked track`);
          }
          done.set(name, (done.get(name) ?? 0) + 1);
          history = committed(history, { label: name, before, after: timeline, selectionBefore: null });
        }
        const end = document.timeline;
        for (let step = undone(history); step !== undefined; step = undone(history)) {
          history = step.history;
          document = { ...document, timeline: step.document };
        }
        expect(document.timeline).toBe(first.timeline);
        for (let step = redone(history); step !== undefined; step = redone(history)) {
          history = step.history;
          document = { ...document, timeline: step.document };
        }
        expect(document.timeline).toBe(end);
        const saved: unknown = JSON.parse(JSON.stringify(document));
        expect(projectDocumentSchema.parse(saved)).toEqual(saved);
      }),
      { numRuns: 1200 },
    );
    // Edits that were always refused would prove nothing, and so would refusals nobody meets. The rarest edit is made
    // about fifteen times, so that a third of it is a sure sign and no accident of the draw.
    expect(editNames.filter((name) => (done.get(name) ?? 0) < 5)).toEqual([]);
    expect([...reasons].filter((reason) => !refusals.some((known) => known === reason))).toEqual([]);
  });

  it('shows the same pictures after a cut, also in slow motion, backwards and within a look', () => {
    fc.assert(
      fc.property(
        fc.array(gesture, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 80 }),
        (sequence, at) => {
          const newId = ids();
          let document = start();
          for (const [name, drawn] of sequence) {
            // Where a fade is cut it begins anew; everything else stays what it was.
            if (name === 'fields' || name === 'lock') continue;
            const result = edits[name]?.(sceneOf(document, drawn, newId));
            if (result?.ok === true) document = { ...document, timeline: result.timeline };
          }
          document = { ...document, timeline: withoutTransitionsAndFades(document.timeline) };
          const cut = splitAll(document.timeline, { at: frames(at), newId });
          if (!cut.ok) return;
          const after = { ...document, timeline: cut.timeline };
          for (let frame = 0; frame < timelineEnd(document.timeline); frame += 1) {
            expect(seen(after, frame)).toEqual(seen(document, frame));
          }
          // And joined again it is one clip as before.
          let joined = cut.timeline;
          for (const track of cut.timeline.tracks) {
            const result = joinClips(joined, { trackId: track.id, at });
            if (result.ok) joined = result.timeline;
          }
          for (let frame = 0; frame < timelineEnd(document.timeline); frame += 1) {
            expect(seen({ ...document, timeline: joined }, frame)).toEqual(seen(document, frame));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reverses a clip to exactly its pictures in the opposite order, and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        fc.nat(6),
        (length, num, den, phase) => {
          fc.pre(phase < den && ((length + 1) * num) / den < 90);
          const speed = { num, den, ...(phase > 0 ? { phase } : {}) };
          const base = start();
          const one = clip('x', 0, length, { sourceIn: frames(2), speed });
          const document: ProjectDocument = {
            ...base,
            timeline: { tracks: [{ id: video, kind: 'video', name: 'V1', clips: [one] }] },
          };
          const sourceSpan = (made: Clip) => sourceSpanOf(document, made);
          const there = reverseClip(document.timeline, { clipId: id('x'), sourceSpan });
          if (!there.ok) throw new Error(there.reason);
          const every = Array.from({ length }, (_, frame) => frame);
          const forward = every.map((frame) => seen(document, frame)[0]?.picture);
          const turned = { ...document, timeline: there.timeline };
          expect(every.map((frame) => seen(turned, frame)[0]?.picture)).toEqual([...forward].reverse());
          const back = reverseClip(there.timeline, { clipId: id('x'), sourceSpan });
          expect(back.ok && back.timeline).toEqual(document.timeline);
        },
      ),
    );
  });
});

function withoutTransitionsAndFades(timeline: Timeline): Timeline {
  return {
    ...timeline,
    tracks: timeline.tracks.map((track) => ({
      ...track,
      transitions: [],
      clips: track.clips.map((one) => ({ ...one, fadeIn: frames(0), fadeOut: frames(0) })),
    })),
  };
}

function seen(document: ProjectDocument, frame: number) {
  return layersAt(document, frame).map(({ content, transform, opacity, blend }) => ({
    picture: content.kind === 'media' ? `${content.mediaId} ${content.sourceFrame}` : content.kind,
    transform,
    opacity,
    blend,
  }));
}
