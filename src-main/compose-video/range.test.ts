import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobIdSchema, transitionIdSchema } from '../../src-shared/lib/ids.ts';
import type { Media, ProjectDocument } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { probeVideo } from '../media/probe.ts';
import { decodeAll, numbersOf } from '../media/testing/numbered-clip.ts';
import { exportTimeline } from './export-timeline.ts';
import { numbers, openStage, size } from './testing/stage.ts';
import type { Stage } from './testing/stage.ts';

let stage: Stage;
let film: Media;
let other: Media;

beforeAll(async () => {
  stage = await openStage();
  film = await stage.film('film.mp4', '24', 0, 60);
  other = await stage.film('other.mp4', '30', 1000, 60);
});
afterAll(() => stage.remove());

/** Cuts, a gap, a dissolve, a picture on its way, one that runs backwards, a fade. */
function busy(): ProjectDocument {
  const dissolve = {
    id: transitionIdSchema.parse('transition-1'),
    kind: 'dissolve' as const,
    at: frames(14),
    before: frames(4),
    after: frames(4),
  };
  const moving = [
    { frame: 0, value: 0, ease: 'ease' as const },
    { frame: 9, value: 0.4, ease: 'ease' as const },
  ];
  return stage.project(
    [
      [
        stage.clip(film, { at: 2, frames: 12, from: 5 }),
        stage.clip(other, { at: 14, frames: 10, from: 20 }),
        stage.clip(film, { at: 26, frames: 10, from: 10, reverse: true }),
      ],
      [
        stage.clip(film, {
          at: 6,
          frames: 24,
          from: 30,
          transform: { scale: 0.5, x: moving },
          fadeOut: frames(6),
        }),
      ],
    ],
    { transitions: [dissolve] },
  );
}

/** A picture on its way that also turns to another size, and one whose next keyframe holds. */
function travelling(): ProjectDocument {
  const way = (value: number, ease: 'linear' | 'hold' = 'linear') => [
    { frame: 0, value: 0, ease },
    { frame: 20, value, ease },
  ];
  return stage.project([
    [
      stage.clip(film, {
        frames: 21,
        from: 5,
        transform: {
          x: way(0.31),
          scale: way(0.4).map((key, index) => ({ ...key, value: index === 0 ? 0.9 : 0.4 })),
        },
      }),
      stage.clip(film, { at: 21, frames: 21, from: 5, transform: { scale: 0.5, x: way(0.31, 'hold') } }),
    ],
  ]);
}

const plain = () =>
  stage.project([[stage.clip(film, { frames: 20, from: 3 }), stage.clip(film, { at: 30, frames: 10 })]]);

describe('a range of the timeline', () => {
  it('is delivered as that part of the whole, pixel for pixel, wherever it begins and ends', async () => {
    const document = busy();
    const whole = await stage.render(document);
    expect(whole).toHaveLength(36);
    for (const [from, to] of [
      [0, 36],
      [7, 19],
      [12, 14],
      [16, 30],
      [24, 26],
      [29, 40],
    ] as const) {
      const part = await stage.render(document, { from, to });
      expect(part).toHaveLength(to - from);
      for (const [index, frame] of part.entries()) {
        const wanted = whole[from + index] ?? new Uint8Array(frame.length);
        const off = frame.reduce((most, value, at) => Math.max(most, Math.abs(value - (wanted[at] ?? 0))), 0);
        expect(off, `frame ${from + index} of ${from}-${to}`).toBe(0);
      }
    }
  });

  it('draws a picture on its way alike in a range of one frame and of a few', async () => {
    const document = travelling();
    const whole = await stage.render(document);
    for (const [from, to] of [
      [0, 1],
      [7, 8],
      [9, 13],
      [20, 21],
      [30, 31],
    ] as const) {
      const part = await stage.render(document, { from, to });
      expect(part).toEqual(whole.slice(from, to));
    }
  });

  it('shows the very frames of its sources in a coded film with sound', async () => {
    const find = (id: string) => join(stage.folder, plain().media[id]?.file ?? 'none');
    const out = join(stage.folder, 'range.mp4');
    const target = { out, range: { from: 17, to: 33 } };
    const { signal } = new AbortController();
    expect(await exportTimeline(stage.tool, plain(), find, target, { signal })).toMatchObject({ frames: 16 });
    expect(await probeVideo(out)).toMatchObject({ frames: 16, rate: { num: 24, den: 1 } });
    const shown = numbersOf(decodeAll(stage.tool.path, out), size);
    expect(shown).toEqual([20, 21, 22, ...Array.from({ length: 10 }, () => 0), 0, 1, 2]);
  });

  it('does not wait for what lies outside of it, but for what reaches into it', async () => {
    const document = plain();
    const [track] = document.timeline.tracks;
    if (track === undefined) throw new Error('no track');
    const pending = {
      ...stage.clip(film, { at: 40, frames: 10 }),
      source: { kind: 'job' as const, jobId: jobIdSchema.parse('job-1') },
    };
    const waiting = (transitions: typeof track.transitions): ProjectDocument => ({
      ...document,
      timeline: { tracks: [{ ...track, clips: [...track.clips, pending], transitions: transitions ?? [] }] },
    });
    expect(numbers(await stage.render(waiting([]), { from: 38, to: 40 }))).toEqual([8, 9]);
    const reaching = {
      id: transitionIdSchema.parse('transition-2'),
      kind: 'dissolve' as const,
      at: frames(40),
      before: frames(2),
      after: frames(2),
    };
    await expect(stage.render(waiting([reaching]), { from: 38, to: 40 })).rejects.toMatchObject({
      code: 'project.pending',
    });
    await expect(stage.render(document, { from: 22, to: 28 })).rejects.toMatchObject({
      code: 'project.empty',
    });
    await expect(stage.render(document, { from: 50, to: 60 })).rejects.toMatchObject({
      code: 'project.empty',
    });
  });
});
