import fc from 'fast-check';
import { expect, test } from 'vitest';
import { branded } from '../../src-shared/lib/brand.ts';
import type { Timeline } from '../../src-shared/project/schema.ts';
import { journalRecordSchema } from './edits.ts';
import { applyTimelinePatch, timelinePatch } from './timeline-patch.ts';

/** Few ids and few values, so that two of them have much in common. */
const clip = fc.record({
  id: fc.constantFrom('clip-a', 'clip-b', 'clip-c', 'clip-d', 'clip-e'),
  name: fc.constantFrom('one', 'two'),
  source: fc.constant({ kind: 'job', jobId: 'job-1' }),
  start: fc.nat(3),
  length: fc.constantFrom(1, 2),
  sourceIn: fc.constant(0),
  later: fc.option(fc.constantFrom('unknown', 'field'), { nil: undefined }),
});
const track = fc.record({
  id: fc.constantFrom('track-1', 'track-2', 'track-3'),
  kind: fc.constantFrom('video', 'audio'),
  name: fc.constantFrom('V1', 'V2'),
  clips: fc.array(clip, { maxLength: 8 }),
  locked: fc.option(fc.boolean(), { nil: undefined }),
});
const timeline = fc
  .record({
    tracks: fc.uniqueArray(track, { selector: ({ id }) => id, maxLength: 3 }),
    in: fc.option(fc.nat(5), { nil: undefined }),
  })
  .map((value) => branded<Timeline>(JSON.parse(JSON.stringify(value))));

test('a patch brings the one timeline to the other, also after a way through a file', () => {
  fc.assert(
    fc.property(timeline, timeline, (before, after) => {
      const patch = timelinePatch(before, after);
      expect(applyTimelinePatch(before, patch)).toEqual(after);
      const record = { revision: 1, change: { kind: 'patch', label: '', patch } };
      const read = journalRecordSchema.parse(JSON.parse(JSON.stringify(record)));
      if (read.change.kind !== 'patch') throw new Error('It was a patch.');
      expect(applyTimelinePatch(before, read.change.patch)).toEqual(after);
    }),
    { numRuns: 2000 },
  );
});

test('what did not change is not in it', () => {
  const clips = Array.from({ length: 2000 }, (_, index) => ({
    id: `clip-${index}`,
    name: 'Clip',
    source: { kind: 'job', jobId: 'job-1' },
    start: index * 10,
    length: 10,
    sourceIn: 0,
  }));
  const before = branded<Timeline>({ tracks: [{ id: 'track-1', kind: 'video', name: 'V1', clips }] });
  const nudged = clips.map((one, index) => (index === 1000 ? { ...one, length: 9 } : one));
  const after = branded<Timeline>({ tracks: [{ ...before.tracks[0], clips: nudged }] });
  const patch = timelinePatch(before, after);
  expect(patch.tracks).toMatchObject([{ of: 0, from: 1000, remove: 1, insert: [{ length: 9 }] }]);
  expect(JSON.stringify(patch).length).toBeLessThan(400);
  expect(timelinePatch(before, before).tracks).toEqual([0]);
});

test('a patch for another timeline is refused, not guessed at', () => {
  const empty = branded<Timeline>({ tracks: [] });
  expect(() => applyTimelinePatch(empty, { rest: {}, tracks: [0] })).toThrow(RangeError);
  const splice = { rest: { id: 'track-1' }, from: 0, remove: 1, insert: [] };
  expect(() => applyTimelinePatch(empty, { rest: {}, tracks: [splice] })).toThrow(RangeError);
});
