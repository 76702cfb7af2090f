import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediaIdSchema, transitionIdSchema } from '../lib/ids.ts';
import { eases, type Keyframe } from '../project/animation.ts';
import type { Clip, Media, ProjectDocument, Track } from '../project/schema.ts';
import { sourcePosition } from '../project/source-time.ts';
import type { TitleSource } from '../project/title.ts';
import type { Transition } from '../project/transition.ts';
import { frames } from '../time/rate.ts';
import { eased, valueAt } from './animated-value.ts';
import { fadeAt } from './fade.ts';
import { footageFrame } from './footage-frame.ts';
import { gainOf, loudnessAt, soundsIn } from './sounds.ts';
import { layersAt, type Layer } from './stack.ts';
import { audio, clip, footage, picture, second, studio, video } from './testing/studio.ts';

type Tracks = Readonly<Record<string, Partial<Track>>>;

function document(tracks: Tracks, media: Partial<Media> = {}): ProjectDocument {
  const base = studio();
  const film = base.media[footage];
  if (film === undefined) throw new Error('no footage');
  return {
    ...base,
    media: { ...base.media, [footage]: { ...film, ...media } },
    timeline: {
      ...base.timeline,
      tracks: base.timeline.tracks.map((track) => ({ ...track, ...tracks[track.id] })),
    },
  };
}

function passage(at: number, before: number, after: number, rest: Partial<Transition> = {}): Transition {
  return {
    id: transitionIdSchema.parse(`pass-${at}`),
    kind: 'dissolve',
    at: frames(at),
    before: frames(before),
    after: frames(after),
    ...rest,
  };
}

const title: TitleSource = {
  kind: 'title',
  text: 'Hello',
  font: 'Inter',
  size: 0.1,
  colour: '#ffffff',
  position: { x: 0.5, y: 0.5 },
  align: 'centre',
};

function short(layer: Layer): string {
  const { content, passage: part } = layer;
  const what = content.kind === 'media' ? `${content.mediaId}:${content.sourceFrame}` : content.kind;
  return `${layer.clip.name} ${what}${part === undefined ? '' : ` ${part.side} ${part.share.toFixed(3)}`}`;
}
const shown = (made: ProjectDocument, frame: number) => layersAt(made, frame).map(short);

describe('an animated value', () => {
  const keyframes: Keyframe[] = [
    { frame: 10, value: 1, ease: 'linear' },
    { frame: 20, value: 3, ease: 'hold' },
    { frame: 30, value: -1, ease: 'ease' },
    { frame: 40, value: 1, ease: 'linear' },
  ];

  it('is its keyframes at their frames, holds outside, and goes between them as they say', () => {
    const at = [-5, 10, 15, 20, 29.9, 30, 35, 40, 99].map((frame) => valueAt(keyframes, frame, 7));
    expect(at).toEqual([1, 1, 2, 3, 3, -1, 0, 1, 1]);
    expect([valueAt(undefined, 3, 7), valueAt(5, 3, 7)]).toEqual([7, 5]);
  });

  it('never leaves the range of the keyframes beside it', () => {
    const keyframe = fc.record({
      value: fc.double({ min: -10, max: 10, noNaN: true }),
      ease: fc.constantFrom(...eases),
      gap: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(
        fc.array(keyframe, { minLength: 1, maxLength: 8 }),
        fc.double({ min: -40, max: 300, noNaN: true }),
        (list, moment) => {
          let frame = -20;
          const made = list.map(({ value, ease, gap }) => ({ frame: (frame += gap), value, ease }));
          const before = made.filter((one) => one.frame <= moment).at(-1) ?? made[0];
          const after = made.find((one) => one.frame > moment) ?? made.at(-1);
          const values = [before?.value ?? 0, after?.value ?? 0];
          const value = valueAt(made, moment, 0);
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        },
      ),
    );
  });

  it.each(eases.filter((ease) => ease !== 'hold'))('%s goes from 0 to 1 and never back', (ease) => {
    const curve = Array.from({ length: 101 }, (_, index) => eased(ease, index / 100));
    expect([curve[0], curve[100]]).toEqual([0, 1]);
    expect(curve).toEqual([...curve].sort((a, b) => a - b));
  });
});

describe('the picture of a source', () => {
  const half = { sourceIn: frames(10), speed: { num: 1, den: 2 } };

  it('runs at its speed, backwards, or stands', () => {
    const at = (source: Parameters<typeof sourcePosition>[0]) =>
      [-2, 0, 1, 2, 3].map((frame) => sourcePosition(source, frame));
    expect(at({ sourceIn: frames(10) })).toEqual([8, 10, 11, 12, 13]);
    expect(at(half)).toEqual([9, 10, 10, 11, 11]);
    expect(at({ ...half, speed: { num: 1, den: 2, phase: 1 } })).toEqual([9, 10, 11, 11, 12]);
    expect(at({ sourceIn: frames(10), speed: { num: 3, den: 1 } })).toEqual([4, 10, 13, 16, 19]);
    expect(at({ sourceIn: frames(10), reverse: true })).toEqual([12, 10, 9, 8, 7]);
    expect(at({ ...half, freeze: true })).toEqual([10, 10, 10, 10, 10]);
  });

  it('uses every picture of fast footage in slow motion', () => {
    const media = { kind: 'video' as const, frames: frames(200), rate: { num: 60, den: 1 } };
    const slow = { sourceIn: frames(4), speed: { num: 2, den: 5 } };
    const project = { rate: { num: 24, den: 1 } };
    const seen = Array.from({ length: 8 }, (_, at) => footageFrame(project, slow, media, at));
    expect(seen).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
    expect(footageFrame(project, slow, media, -20)).toBe(0);
    expect(footageFrame(project, slow, media, 5000)).toBe(199);
    const still = { ...media, kind: 'image' as const };
    expect(footageFrame(project, slow, still, 5)).toBe(0);
  });
});

describe('the layers at a frame', () => {
  it('lie in the order of their tracks, without what is hidden, disabled or beside a solo track', () => {
    const tracks = {
      [video]: { clips: [clip('a', 0, 10, { sourceIn: frames(5) })] },
      [second]: { clips: [clip('t', 5, 10, { source: title })] },
    };
    expect(shown(document(tracks), 4)).toEqual(['a footage:9']);
    expect(shown(document(tracks), 7)).toEqual(['a footage:12', 't title']);
    expect(shown(document(tracks), 15)).toEqual([]);
    const off = (track: Partial<Track>) => ({ ...tracks, [video]: { ...tracks[video], ...track } });
    expect(shown(document(off({ hidden: true })), 7)).toEqual(['t title']);
    expect(shown(document(off({ solo: true })), 7)).toEqual(['a footage:12']);
    const disabled = { ...tracks, [video]: { clips: [clip('a', 0, 10, { enabled: false })] } };
    expect(shown(document(disabled), 7)).toEqual(['t title']);
  });

  it('tell of takes that are not there yet and of missing media', () => {
    const gone = { kind: 'media' as const, mediaId: mediaIdSchema.parse('gone') };
    const made = document({ [video]: { clips: [clip('m', 0, 5, { source: gone })] } });
    expect(shown(made, 2)).toEqual(['m missing']);
  });

  it('carry transform, opacity, fades, blend and colour', () => {
    const look: Partial<Clip> = {
      transform: {
        x: 0.25,
        scale: [
          { frame: 0, value: 1, ease: 'linear' },
          { frame: 8, value: 2, ease: 'linear' },
        ],
        opacity: 0.5,
      },
      fadeIn: frames(4),
      blend: 'screen',
      colour: { exposure: 1 },
    };
    const [layer] = layersAt(document({ [video]: { clips: [clip('a', 2, 10, look)] } }), 4);
    expect(layer).toMatchObject({
      at: 2,
      transform: { x: 0.25, y: 0, scale: 1.25, rotation: 0, cropLeft: 0 },
      opacity: 0.5 * (2.5 / 4),
      blend: 'screen',
      colour: { exposure: 1 },
    });
  });

  it('hold both sides of a passage, with the frames of their handles', () => {
    const clips = [clip('a', 0, 10, { sourceIn: frames(5) }), clip('b', 10, 10, { sourceIn: frames(50) })];
    const made = document({ [video]: { clips, transitions: [passage(10, 2, 2)] } });
    expect([7, 8, 9, 10, 11, 12].map((frame) => shown(made, frame))).toEqual([
      ['a footage:12'],
      ['a footage:13 leaving 0.875', 'b footage:48 coming 0.125'],
      ['a footage:14 leaving 0.625', 'b footage:49 coming 0.375'],
      ['a footage:15 leaving 0.375', 'b footage:50 coming 0.625'],
      ['a footage:16 leaving 0.125', 'b footage:51 coming 0.875'],
      ['b footage:52'],
    ]);
    const dip = document({ [video]: { clips, transitions: [passage(10, 2, 2, { kind: 'dip' })] } });
    expect([8, 9, 10, 11].map((frame) => layersAt(dip, frame).map((layer) => layer.passage?.share))).toEqual([
      [0.75, 0],
      [0.25, 0],
      [0, 0.25],
      [0, 0.75],
    ]);
  });

  it('know passages at a lone head and tail, and overlook those that stand nowhere', () => {
    const clips = [clip('a', 5, 10)];
    const transitions = [passage(5, 0, 2), passage(9, 1, 1), passage(15, 4, 0, { kind: 'wipe' })];
    const made = document({ [video]: { clips, transitions } });
    expect([5, 9, 14].map((frame) => shown(made, frame))).toEqual([
      ['a footage:0 coming 0.250'],
      ['a footage:4'],
      ['a footage:9 leaving 0.125'],
    ]);
  });
});

describe('a fade', () => {
  it('is as far from nothing at its beginning as from everything at its end', () => {
    const fading = clip('a', 0, 10, { fadeIn: frames(4), fadeOut: frames(2) });
    const at = Array.from({ length: 10 }, (_, frame) => fadeAt(fading, frame + 0.5));
    expect(at).toEqual([0.125, 0.375, 0.625, 0.875, 1, 1, 1, 1, 0.75, 0.25]);
    expect(fadeAt(clip('b', 0, 10), 0)).toBe(1);
  });
});

describe('what is heard', () => {
  const heard = { hasAudio: true };

  it('leaves out muted tracks, what is beside a solo one, and clips that make no sound', () => {
    const clips = [
      clip('a', 0, 5),
      clip('b', 5, 5, { silent: true }),
      clip('c', 10, 5, { reverse: true, sourceIn: frames(9) }),
      clip('d', 15, 5, { enabled: false }),
      clip('e', 20, 5, { source: { kind: 'media', mediaId: picture } }),
      clip('f', 25, 5),
    ];
    const tracks = { [video]: { clips }, [audio]: { clips: [clip('g', 3, 30)] } };
    const names = (made: ProjectDocument, from = 0, to = 99) =>
      soundsIn(made, from, to).map((sound) => sound.clip.name);
    expect(names(document(tracks, heard))).toEqual(['a', 'g', 'f']);
    expect(names(document(tracks, heard), 5, 25)).toEqual(['g']);
    expect(names(document({ ...tracks, [video]: { clips, muted: true } }, heard))).toEqual(['g']);
    expect(names(document({ ...tracks, [video]: { clips, solo: true } }, heard))).toEqual(['a', 'f']);
    expect(names(document(tracks))).toEqual([]);
  });

  it('has its volume, fades and pan, and keeps its power through a passage', () => {
    const clips = [
      clip('a', 0, 10, { volume: -6, pan: -1, fadeIn: frames(4) }),
      clip('b', 10, 10, { sourceIn: frames(20), volume: [{ frame: 0, value: 0, ease: 'linear' }] }),
    ];
    const made = document({ [audio]: { clips, transitions: [passage(10, 2, 2)] } }, heard);
    const [a, b] = soundsIn(made, 0, 20);
    if (a === undefined || b === undefined) throw new Error('two sounds');
    expect([a.from, a.to, b.from, b.to]).toEqual([0, 12, 8, 20]);
    expect(loudnessAt(a, 0)).toEqual({ left: 0, right: 0 });
    expect(loudnessAt(a, 2).left).toBeCloseTo(gainOf(-6) / 2);
    expect(loudnessAt(a, 6)).toEqual({ left: gainOf(-6), right: 0 });
    for (const moment of [8, 9.3, 10, 11.9]) {
      const power = (loudnessAt(a, moment).left / gainOf(-6)) ** 2 + loudnessAt(b, moment).right ** 2;
      expect(power).toBeCloseTo(1);
    }
    expect([gainOf(-60), gainOf(0)]).toEqual([0, 1]);
  });
});
