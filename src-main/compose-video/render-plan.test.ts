import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clipIdSchema,
  jobIdSchema,
  mediaIdSchema,
  projectIdSchema,
  trackIdSchema,
} from '../../src-shared/lib/ids.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import type { Clip, Media, ProjectDocument, Track } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { planRender } from './render-plan.ts';

const mediaIds = ['media-a', 'media-b', 'media-c'].map((id) => mediaIdSchema.parse(id));

function media(id: Media['id'], kind: Media['kind'] = 'video', hasAudio = false): Media {
  return {
    id,
    kind,
    name: id,
    file: `media/${id}.mp4`,
    sha256: '0'.repeat(64),
    bytes: 1,
    width: 128,
    height: 72,
    frames: frames(1000),
    rate: { num: 24, den: 1 },
    hasAudio,
    provenance: { origin: 'imported' },
  };
}

let clips = 0;
function clip(which: number, start: number, length: number, sourceIn = 0): Clip {
  clips += 1;
  return {
    id: clipIdSchema.parse(`clip-${clips}`),
    name: `Clip ${which}`,
    source: { kind: 'media', mediaId: mediaIds[which] ?? mediaIdSchema.parse('media-none') },
    start: frames(start),
    length: frames(length),
    sourceIn: frames(sourceIn),
  };
}

function project(
  tracks: readonly (readonly [Track['kind'], readonly Clip[]])[],
  library = mediaIds.map((id) => media(id)),
): ProjectDocument {
  return {
    ...emptyProject({ id: projectIdSchema.parse('project-1'), name: 'Test' }),
    media: Object.fromEntries(library.map((one) => [one.id, one])),
    timeline: {
      tracks: tracks.map(([kind, list], index) => ({
        id: trackIdSchema.parse(`track-${index}`),
        kind,
        name: `T${index}`,
        clips: [...list],
      })),
    },
  };
}

describe('the render plan', () => {
  it('shows the upper track where both have a clip, black in gaps, and goes on below after a cover ends', () => {
    const document = project([
      ['video', [clip(0, 0, 10, 5), clip(0, 12, 4)]],
      ['video', [clip(1, 4, 3, 100)]],
    ]);
    expect(planRender(document)).toMatchObject({
      total: 16,
      pictures: [
        { start: 0, length: 4, show: { mediaId: 'media-a', sourceIn: 5 } },
        { start: 4, length: 3, show: { mediaId: 'media-b', sourceIn: 100 } },
        { start: 7, length: 3, show: { mediaId: 'media-a', sourceIn: 12 } },
        { start: 10, length: 2, show: null },
        { start: 12, length: 4, show: { mediaId: 'media-a', sourceIn: 0 } },
      ],
      sounds: [],
    });
  });

  it('joins clips that go on where the one before ended', () => {
    const document = project([['video', [clip(0, 0, 5, 3), clip(0, 5, 5, 8), clip(0, 10, 5, 20)]]]);
    expect(planRender(document).pictures.map(({ length }) => length)).toEqual([10, 5]);
  });

  it('hears everything that sounds, also under a cover, and goes on in black as long as it does', () => {
    const document = project(
      [
        ['video', [clip(0, 0, 10)]],
        ['video', [clip(1, 0, 10)]],
        ['audio', [clip(2, 4, 20, 7)]],
      ],
      [
        media(mediaIds[0] ?? mediaIdSchema.parse('x-x'), 'video', true),
        media(mediaIdSchema.parse('media-b')),
        media(mediaIdSchema.parse('media-c'), 'audio', true),
      ],
    );
    const plan = planRender(document);
    expect(plan.total).toBe(24);
    expect(plan.pictures.at(-1)).toEqual({ start: 10, length: 14, show: null });
    expect(plan.sounds).toEqual([
      { start: 0, length: 10, mediaId: 'media-a', sourceIn: 0 },
      { start: 4, length: 20, mediaId: 'media-c', sourceIn: 7 },
    ]);
  });

  it('says why there is nothing to deliver', () => {
    expect(() => planRender(project([]))).toThrow('There is nothing on the timeline to deliver.');
    const pending: Clip = { ...clip(0, 0, 5), source: { kind: 'job', jobId: jobIdSchema.parse('job-1') } };
    expect(() => planRender(project([['video', [pending]]]))).toThrow(
      '“Clip 0” on the timeline is not made yet.',
    );
    expect(() => planRender(project([['video', [clip(9, 0, 5)]]]))).toThrow('is not in the project');
  });

  it('shows the finished take of a job', () => {
    const jobId = jobIdSchema.parse('job-1');
    const taken: Clip = { ...clip(0, 0, 5), source: { kind: 'job', jobId } };
    const document = {
      ...project([['video', [taken]]]),
      results: { [jobId]: mediaIdSchema.parse('media-b') },
    };
    expect(planRender(document).pictures).toEqual([
      { start: 0, length: 5, show: { mediaId: 'media-b', sourceIn: 0 } },
    ]);
  });

  it('is gapless, in order and true to a frame-by-frame look, for any timeline', () => {
    const track = fc
      .array(
        fc.record({
          gap: fc.nat(4),
          length: fc.integer({ min: 1, max: 6 }),
          which: fc.nat(2),
          sourceIn: fc.nat(50),
        }),
        { maxLength: 8 },
      )
      .map((parts) => {
        let at = 0;
        return parts.map(({ gap, length, which, sourceIn }) => {
          const made = clip(which, at + gap, length, sourceIn);
          at += gap + length;
          return made;
        });
      });
    fc.assert(
      fc.property(fc.array(track, { minLength: 1, maxLength: 4 }), (layers) => {
        fc.pre(layers.flat().length > 0);
        const plan = planRender(project(layers.map((list) => ['video', list] as const)));
        let at = 0;
        for (const { start, length, show } of plan.pictures) {
          expect(start).toBe(at);
          expect(length).toBeGreaterThan(0);
          for (let frame = start; frame < start + length; frame += 1) {
            const top = layers
              .map((list) => list.find((one) => one.start <= frame && frame < one.start + one.length))
              .filter((one) => one !== undefined)
              .at(-1);
            const expected =
              top === undefined || top.source.kind !== 'media'
                ? null
                : { mediaId: top.source.mediaId, sourceIn: top.sourceIn + frame - top.start };
            expect(show === null ? null : { ...show, sourceIn: show.sourceIn + frame - start }).toEqual(
              expected,
            );
          }
          at = start + length;
        }
        expect(at).toBe(plan.total);
      }),
    );
  });
});
