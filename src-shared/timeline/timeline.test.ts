import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClipId, JobId, MediaId, ProjectId, TrackId } from '../lib/ids.ts';
import { emptyProject } from '../project/empty.ts';
import { documentProblems } from '../project/invariants.ts';
import type { Clip, Media, ProjectDocument, Timeline } from '../project/schema.ts';
import { sourceLengthOf } from '../project/sources.ts';
import { frames } from '../time/rate.ts';
import { clipAt, endOf, findClip, timelineEnd } from './clips.ts';
import { committed, emptyHistory, historyLimit, redone, undone, type History } from './history.ts';
import { appendClip, duplicateClip, insertClip, moveClip, overwriteClip } from './place.ts';
import { closeGap, deleteClips, extractRange, gapAt, liftRange, rippleDelete } from './remove.ts';
import type { EditResult } from './result.ts';
import { snap, snapPoints } from './snap.ts';
import { addTrack, removeTrack } from './tracks.ts';
import { headEdgeRange, splitAll, splitClip, tailEdgeRange, trimHead, trimTail } from './trim.ts';

const video = 'video-1' as TrackId;
const second = 'video-2' as TrackId;
const audio = 'audio-1' as TrackId;
const footage = 'footage' as MediaId;
const picture = 'picture' as MediaId;
const job = 'job-1' as JobId;
const id = (text: string): ClipId => text as ClipId;

function media(mediaId: MediaId, kind: Media['kind'], count: number): Media {
  return {
    id: mediaId,
    kind,
    name: mediaId,
    file: `media/${mediaId}.mp4`,
    sha256: 'a'.repeat(64),
    bytes: 1,
    width: 64,
    height: 36,
    frames: frames(count),
    rate: { num: 24, den: 1 },
    hasAudio: false,
    provenance: { origin: 'imported' },
  };
}

/** 100 frames of footage, a still, and a job that will deliver 48 frames. */
function studio(): ProjectDocument {
  const empty = emptyProject({ id: 'project' as ProjectId, name: 'Test' });
  const twoTracks = addTrack(empty.timeline, { id: second, kind: 'video', name: 'V2' });
  if (!twoTracks.ok) throw new Error(twoTracks.reason);
  return {
    ...empty,
    timeline: twoTracks.timeline,
    media: { [footage]: media(footage, 'video', 100), [picture]: media(picture, 'image', 1) },
  };
}

function clip(name: string, start: number, length: number, rest: Partial<Clip> = {}): Clip {
  return {
    id: id(name),
    name,
    source: { kind: 'media', mediaId: footage },
    start: frames(start),
    length: frames(length),
    sourceIn: frames(0),
    ...rest,
  };
}

function ids(): () => ClipId {
  let count = 0;
  return () => {
    count += 1;
    return id(`new-${count}`);
  };
}

function timelineOf(...clips: Clip[]): Timeline {
  const { timeline } = studio();
  return {
    ...timeline,
    tracks: timeline.tracks.map((track) => (track.id === video ? { ...track, clips } : track)),
  };
}

/** What one track shows, in short: `name@start+length/sourceIn`. */
function shown(result: EditResult | Timeline, trackId: TrackId = video): string {
  if ('ok' in result && result.ok === false) return `refused: ${String(result.reason)}`;
  const timeline = 'tracks' in result ? result : result.timeline;
  const track = (timeline as Timeline).tracks.find((candidate) => candidate.id === trackId);
  return (track?.clips ?? []).map((c) => `${c.id}@${c.start}+${c.length}/${c.sourceIn}`).join(' ');
}

const pair = timelineOf(clip('a', 0, 10), clip('b', 10, 10, { sourceIn: frames(50) }));
const spaced = timelineOf(clip('a', 5, 10), clip('b', 30, 10, { sourceIn: frames(50) }));
const lengths = (c: Clip): number => sourceLengthOf(studio(), c);

describe('placing', () => {
  it('inserts into the middle of a clip: it is cut and its rest makes room', () => {
    const result = insertClip(pair, { trackId: video, clip: clip('n', 4, 3), newId: ids() });
    expect(shown(result)).toBe('a@0+4/0 n@4+3/0 new-1@7+6/4 b@13+10/50');
  });

  it('overwrites what is there and moves nothing', () => {
    const result = overwriteClip(pair, { trackId: video, clip: clip('n', 4, 8), newId: ids() });
    expect(shown(result)).toBe('a@0+4/0 n@4+8/0 b@12+8/52');
  });

  it('overwrites the middle of a clip and keeps both its ends', () => {
    const result = overwriteClip(pair, { trackId: video, clip: clip('n', 3, 2), newId: ids() });
    expect(shown(result)).toBe('a@0+3/0 n@3+2/0 new-1@5+5/5 b@10+10/50');
  });

  it('appends behind the last clip', () => {
    expect(shown(appendClip(spaced, { trackId: video, clip: clip('n', 0, 5) }))).toMatch(/ n@40\+5\/0$/);
  });

  it('refuses an empty clip, an id that is taken, a track that is not there and a place before the start', () => {
    const place = (c: Clip, trackId = video): string =>
      shown(insertClip(pair, { trackId, clip: c, newId: ids() }));
    expect(place(clip('n', 0, 0))).toBe('refused: length.empty');
    expect(place(clip('a', 0, 5))).toBe('refused: id.taken');
    expect(place(clip('n', 0, 5), 'nowhere' as TrackId)).toBe('refused: track.missing');
    expect(place(clip('n', -1, 5))).toBe('refused: place.beforeStart');
    expect(place(clip('n', 999_999_999, 5))).toBe('refused: place.tooFar');
  });
});

describe('moving', () => {
  const move = (start: number, onto: 'overwrite' | 'insert' | 'free', trackId = video): EditResult =>
    moveClip(spaced, { clipId: id('a'), trackId, start: frames(start), onto, newId: ids() });

  it('leaves a gap behind and keeps the clip', () => {
    expect(shown(move(15, 'free'))).toBe('a@15+10/0 b@30+10/50');
  });

  it('overwrites, makes room, or refuses, as asked', () => {
    expect(shown(move(25, 'overwrite'))).toBe('a@25+10/0 b@35+5/55');
    expect(shown(move(35, 'insert'))).toBe('b@30+5/50 a@35+10/0 new-1@45+5/55');
    expect(shown(move(25, 'free'))).toBe('refused: place.taken');
  });

  it('goes to another track of the same kind only', () => {
    expect(shown(move(3, 'free', second), second)).toBe('a@3+10/0');
    expect(shown(move(3, 'free', second), video)).toBe('b@30+10/50');
    expect(shown(move(3, 'free', audio))).toBe('refused: track.kind');
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
    const both = moveClip(pair, {
      clipId: id('b'),
      trackId: second,
      start: frames(2),
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

/** One random gesture, made on whatever the timeline is by then. */
type Gesture = (timeline: Timeline, newId: () => ClipId) => EditResult;

const gestures: fc.Arbitrary<Gesture> = fc
  .record({
    kind: fc.integer({ min: 0, max: 14 }),
    pick: fc.nat(),
    other: fc.nat(),
    at: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -3, max: 400 })),
    length: fc.integer({ min: 1, max: 100 }),
    onto: fc.constantFrom('overwrite' as const, 'insert' as const, 'free' as const),
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
        return insertClip(timeline, { trackId: target, clip: made, newId });
      case 1:
        return overwriteClip(timeline, { trackId: target, clip: made, newId });
      case 2:
        return appendClip(timeline, { trackId: target, clip: made });
      case 3:
      case 4:
        return moveClip(timeline, { clipId, trackId, start: frame, onto, newId });
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
          const frozen = JSON.stringify(timeline);
          const result = gesture(timeline, newId);
          if (JSON.stringify(timeline) !== frozen) throw new Error('an edit wrote into its input');
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
          for (let frame = 0; frame < timelineEnd(timeline); frame += 1) {
            for (const [index, track] of timeline.tracks.entries()) {
              const before = pictureAt(clipAt(track, frame), frame);
              const now = after.tracks[index];
              if (now === undefined || pictureAt(clipAt(now, frame), frame) !== before)
                throw new Error(`at ${frame}`);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

function pictureAt(on: Clip | undefined, frame: number): string {
  return on === undefined ? 'black' : `${JSON.stringify(on.source)} ${on.sourceIn + frame - on.start}`;
}

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

  it('holds at least two hundred gestures and forgets the oldest beyond its limit', () => {
    let history = emptyHistory<number, null>();
    for (let step = 0; step < historyLimit + 50; step += 1) {
      history = committed(history, { label: 'edit', before: step, after: step + 1, selectionBefore: null });
    }
    expect(historyLimit).toBeGreaterThanOrEqual(200);
    expect(history.past).toHaveLength(historyLimit);
    expect(history.past[0]?.before).toBe(50);
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
