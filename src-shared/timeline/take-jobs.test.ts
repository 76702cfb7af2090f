import { describe, expect, it } from 'vitest';
import { branded } from '../lib/brand.ts';
import type { ClipId, JobId, MediaId, TrackId } from '../lib/ids.ts';
import type { Clip, ClipSource, Timeline } from '../project/schema.ts';
import { frames } from '../time/rate.ts';
import { showNewTakes, withoutTake } from './take-jobs.ts';
import { takesOf } from './takes.ts';

const clipId = branded<ClipId>('clip-a');
const media = (id: string): ClipSource => ({ kind: 'media', mediaId: branded<MediaId>(id) });
const job = (id: string): ClipSource => ({ kind: 'job', jobId: branded<JobId>(id), length: frames(40) });

function timelineOf(part: Partial<Clip> = {}): Timeline {
  const clip: Clip = {
    id: clipId,
    name: 'A',
    source: media('media-a'),
    start: frames(10),
    length: frames(24),
    sourceIn: frames(4),
    ...part,
  };
  return { tracks: [{ id: branded<TrackId>('track-a'), kind: 'video', name: 'V1', clips: [clip] }] };
}

function clipIn(result: ReturnType<typeof showNewTakes>): Clip {
  const clip = result.ok ? result.timeline.tracks[0]?.clips[0] : undefined;
  if (clip === undefined) throw new Error('No clip');
  return clip;
}

describe('takes that are being made', () => {
  it('show the first of them and keep those the clip had, in their order', () => {
    const before = timelineOf({ takes: { current: 1, others: [media('media-z')] } });
    const result = showNewTakes(before, {
      clipId,
      sources: [job('job-1'), job('job-2')],
      sourceIn: frames(4),
    });
    const clip = clipIn(result);
    expect(takesOf(clip)).toEqual({
      sources: [media('media-z'), media('media-a'), job('job-1'), job('job-2')],
      current: 2,
    });
    expect(clip).toMatchObject({ start: 10, length: 24, sourceIn: 4 });
  });

  it('leave older takes out where these would show other pictures', () => {
    const clip = clipIn(showNewTakes(timelineOf(), { clipId, sources: [job('job-1')], sourceIn: frames(0) }));
    expect(takesOf(clip)).toEqual({ sources: [job('job-1')], current: 0 });
    expect(clip.sourceIn).toBe(0);
    expect(clip).not.toHaveProperty('takes');
  });

  it('refuse a clip that is gone', () => {
    const other = branded<ClipId>('clip-b');
    expect(
      showNewTakes(timelineOf(), { clipId: other, sources: [job('job-1')], sourceIn: frames(4) }),
    ).toEqual({ ok: false, reason: 'clip.missing' });
  });
});

describe('a take that will never come', () => {
  it('leaves the clip with the take before it', () => {
    const taken = showNewTakes(timelineOf(), { clipId, sources: [job('job-1')], sourceIn: frames(4) });
    if (!taken.ok) throw new Error(taken.reason);
    const clip = clipIn(withoutTake(taken.timeline, branded<JobId>('job-1')));
    expect(clip).toEqual(timelineOf().tracks[0]?.clips[0]);
  });

  it('goes from among the others without changing what is shown', () => {
    const before = timelineOf({ takes: { current: 1, others: [job('job-1'), job('job-2')] } });
    const clip = clipIn(withoutTake(before, branded<JobId>('job-1')));
    expect(takesOf(clip)).toEqual({ sources: [media('media-a'), job('job-2')], current: 0 });
  });

  it('stays where it is all a clip has', () => {
    const before = timelineOf({ source: job('job-1') });
    expect(withoutTake(before, branded<JobId>('job-1'))).toEqual({ ok: false, reason: 'clip.noTakes' });
  });
});
