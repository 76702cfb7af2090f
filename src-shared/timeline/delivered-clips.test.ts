import { describe, expect, it } from 'vitest';
import { branded } from '../lib/brand.ts';
import { mediaIdSchema, type TransitionId } from '../lib/ids.ts';
import type { Clip, ProjectDocument, Track } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { deliveredClips, lackOf } from './delivered-clips.ts';
import { audio, clip, footage, job, picture, second, studio, video } from './testing/studio.ts';
import { addTransition } from './transitions.ts';

const pending = { source: { kind: 'job' as const, jobId: job } };

function cut(parts: Partial<Record<string, Partial<Track>>>, hasAudio = true): ProjectDocument {
  const base = studio();
  const film = base.media[footage];
  if (film === undefined) throw new Error('no footage');
  const tracks = base.timeline.tracks.map((track) => ({ ...track, ...parts[track.id] }));
  return { ...base, media: { ...base.media, [footage]: { ...film, hasAudio } }, timeline: { tracks } };
}

/** What is delivered, as `from-to: names`. */
function delivered(document: ProjectDocument, range?: { from: number; to: number }): string {
  const { from, to, clips } = deliveredClips(document, range);
  return `${from}-${to}: ${clips.map(({ name }) => name).join(' ')}`;
}

describe('what a delivery needs', () => {
  it('is what is seen or heard, and ends with the last of it', () => {
    const document = cut({
      [video]: { clips: [clip('a', 0, 10), clip('off', 10, 50, { enabled: false })] },
      [second]: { clips: [clip('b', 5, 20)], hidden: true, muted: true },
      [audio]: { clips: [clip('s', 2, 18)] },
    });
    expect(delivered(document)).toBe('0-20: a s');
  });

  it('hears a hidden track that is not muted, where it has sound', () => {
    const tracks = {
      [video]: { clips: [clip('a', 0, 10)] },
      [second]: {
        hidden: true,
        clips: [
          clip('loud', 0, 12),
          clip('silent', 12, 12, { silent: true }),
          clip('back', 24, 6, { reverse: true }),
          clip('still', 30, 6, { source: { kind: 'media', mediaId: picture } }),
        ],
      },
    };
    expect(delivered(cut(tracks))).toBe('0-12: a loud');
    expect(delivered(cut(tracks, false))).toBe('0-10: a');
    const waiting = cut({ ...tracks, [second]: { hidden: true, clips: [clip('take', 0, 12, pending)] } });
    expect(delivered(waiting)).toBe('0-12: a take');
  });

  it('is less where a track is solo', () => {
    const document = cut({
      [video]: { clips: [clip('a', 0, 10)] },
      [second]: { clips: [clip('b', 0, 10)], solo: true },
      [audio]: { clips: [clip('s', 0, 30)] },
    });
    expect(delivered(document)).toBe('0-10: b');
  });

  it('is of a range what lies in it, and what reaches into it by a passage', () => {
    const base = cut({
      [video]: {
        clips: [clip('a', 0, 20, { sourceIn: frames(20) }), clip('b', 20, 20, { sourceIn: frames(40) })],
      },
    });
    expect(delivered(base, { from: 22, to: 30 })).toBe('22-30: b');
    const passage = addTransition(base.timeline, {
      trackId: video,
      id: branded<TransitionId>('transition-1'),
      kind: 'dissolve',
      at: frames(20),
      length: frames(8),
      sourceSpan: () => ({ from: 0, to: 100 }),
    });
    if (!passage.ok) throw new Error(passage.reason);
    const document = { ...base, timeline: passage.timeline };
    expect(delivered(document, { from: 22, to: 30 })).toBe('22-30: a b');
    expect(delivered(document, { from: 26, to: 30 })).toBe('26-30: b');
    expect(delivered(document, { from: 60, to: 90 })).toBe('60-90: ');
  });

  it('is nothing of an empty timeline', () => {
    expect(delivered(cut({}))).toBe('0-0: ');
  });
});

describe('what a clip lacks', () => {
  const library = studio();
  const lack = (one: Clip, gone: readonly string[] = []) =>
    lackOf(library, one, new Set(gone.map((id) => mediaIdSchema.parse(id))));
  const nowhere = mediaIdSchema.parse('nowhere');

  it('is its take, its file in the project, or its file on the disk', () => {
    expect(lack(clip('a', 0, 10))).toBeUndefined();
    expect(lack(clip('a', 0, 10, pending))).toBe('pending');
    expect(lack(clip('a', 0, 10, { source: { kind: 'media', mediaId: nowhere } }))).toBe('unknown');
    expect(lack(clip('a', 0, 10), [footage])).toBe('offline');
    const taken = { ...library, results: { [job]: footage } };
    expect(lackOf(taken, clip('a', 0, 10, pending))).toBeUndefined();
    expect(lackOf(taken, clip('a', 0, 10, pending), new Set([footage]))).toBe('offline');
  });

  it('may be its colour table', () => {
    expect(lack(clip('a', 0, 10, { colour: { lut: nowhere } }))).toBe('unknown');
    expect(lack(clip('a', 0, 10, { colour: { lut: picture } }), [picture])).toBe('offline');
  });
});
