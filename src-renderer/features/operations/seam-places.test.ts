import { describe, expect, it } from 'vitest';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { ClipId, JobId, MediaId, TrackId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Track } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { generationRequestSchema } from '../../../src-shared/generation/request.ts';
import { fakeTake } from '../../bridge/fake-take.ts';
import type { Library } from './footage.ts';
import { rerollHole, seamPlaces } from './seam-places.ts';

const rate = { num: 24, den: 1 };
/** A take of 48 known and 24 made frames with a join between them. */
const media = fakeTake(
  {
    id: branded<MediaId>('take-a'),
    request: generationRequestSchema.parse({ operation: 'generate', prompt: 'A boat', seconds: 1 }),
    frames: frames(72),
    rate,
    width: 1280,
    height: 720,
  },
  48,
  24,
);
const library: Library = {
  media: { [media.id]: media },
  results: { [branded<JobId>('job-a')]: media.id },
  settings: { rate, width: 1280, height: 720 },
};

function trackOf(part: Partial<Clip>): Track {
  const clip: Clip = {
    id: branded<ClipId>('clip-a'),
    name: 'A boat',
    source: { kind: 'job', jobId: branded<JobId>('job-a') },
    start: frames(100),
    length: frames(24),
    sourceIn: frames(48),
    ...part,
  };
  return { id: branded<TrackId>('track-a'), kind: 'video', name: 'V1', clips: [clip] };
}

describe('seams on the timeline', () => {
  it('stand on the edge of a clip that begins with what was made', () => {
    expect(seamPlaces(library, trackOf({}))).toMatchObject([{ at: 100, inClip: 0, faults: [] }]);
  });

  it('stand inside a clip that shows both sides, and not at all in one that shows neither', () => {
    const both = trackOf({ sourceIn: frames(40), length: frames(20) });
    expect(seamPlaces(library, both)).toMatchObject([{ at: 108, inClip: 8 }]);
    expect(seamPlaces(library, trackOf({ sourceIn: frames(60), length: frames(12) }))).toEqual([]);
    expect(seamPlaces(library, trackOf({ speed: { num: 1, den: 2 } }))).toEqual([]);
  });

  it('are made again on their made side alone, and never to its last frame', () => {
    const [whole] = seamPlaces(library, trackOf({}));
    const [both] = seamPlaces(library, trackOf({ sourceIn: frames(40), length: frames(20) }));
    if (whole === undefined || both === undefined) throw new Error('No seam');
    expect(rerollHole(whole, library)).toEqual({ from: 0, to: 12 });
    expect(rerollHole(both, library)).toEqual({ from: 8, to: 20 });
  });
});
