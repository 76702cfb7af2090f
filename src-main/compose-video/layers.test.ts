import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaIdSchema, transitionIdSchema } from '../../src-shared/lib/ids.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import type { TitleSource } from '../../src-shared/project/title.ts';
import type { Transition } from '../../src-shared/project/transition.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { gradeOf } from '../../src-shared/timeline/grade.ts';
import { layersAt } from '../../src-shared/timeline/stack.ts';
import { frameBytes, numbers, openStage, pixel, size, writePicture } from './testing/stage.ts';
import type { Look, Stage } from './testing/stage.ts';

let stage: Stage;
let film: Media;
let eight: Media;
let thirty: Media;
let red: Media;
let blue: Media;

beforeAll(async () => {
  stage = await openStage();
  film = await stage.film('film.mp4', '24', 0, 80);
  eight = await stage.film('eight.mp4', '8', 1000, 30);
  thirty = await stage.film('thirty.mkv', '30000/1001', 2000, 90);
  const { tool, folder } = stage;
  const plain = `s=${size.width}x${size.height}`;
  writePicture(tool, join(folder, 'red.png'), `color=c=0xc80000:${plain},format=rgb24`, [
    '-pix_fmt',
    'rgb24',
  ]);
  writePicture(tool, join(folder, 'blue.png'), `color=c=0x000064:${plain},format=rgb24`, [
    '-pix_fmt',
    'rgb24',
  ]);
  red = await stage.add(join(folder, 'red.png'));
  blue = await stage.add(join(folder, 'blue.png'));
});
afterAll(() => stage.remove());

const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
const whole = { x: 60, y: 34 };
const show = (media: Media, look: Look) => stage.render(stage.project([[stage.clip(media, look)]]));

/** Clips one after another: what they show, and what the shared evaluation says they show. */
async function timesOf(looks: readonly (readonly [Media, number, Look])[]) {
  let at = 0;
  const clips = looks.map(([media, , look]) => {
    const clip = stage.clip(media, { frames: 10, ...look, at });
    at += clip.length;
    return clip;
  });
  const document = stage.project([clips]);
  const said = looks.flatMap(([, first], index) => {
    const { start = 0, length = 0 } = clips[index] ?? {};
    return range(length, start).map((frame) => {
      const content = layersAt(document, frame)[0]?.content;
      return content?.kind === 'media' ? first + content.sourceFrame : -1;
    });
  });
  return { said, shown: numbers(await stage.render(document)) };
}

describe('the time of a clip', () => {
  it('is exact at any speed, backwards, and standing still', async () => {
    const { said, shown } = await timesOf([
      [film, 0, { speed: { num: 1, den: 2 }, from: 3 }],
      [film, 0, { speed: { num: 2, den: 5, phase: 3 }, from: 30 }],
      [film, 0, { speed: { num: 3, den: 1 }, from: 5, frames: 20 }],
      [film, 0, { speed: { num: 237, den: 101 }, from: 26, frames: 20 }],
      [film, 0, { reverse: true, from: 70, frames: 60 }],
      [film, 0, { reverse: true, speed: { num: 1, den: 3, phase: 1 }, from: 20 }],
      [film, 0, { reverse: true, speed: { num: 5, den: 2 }, from: 79, frames: 30 }],
      [film, 0, { freeze: true, from: 33 }],
      [film, 0, { freeze: true, from: 2 }],
    ]);
    expect(shown).toEqual(said);
  });

  it('is exact for footage of other rates', async () => {
    const slow = { speed: { num: 1, den: 2 }, from: 5, frames: 20 };
    const back = { speed: { num: 2, den: 1 }, reverse: true, from: 60, frames: 20 };
    const { said, shown } = await timesOf([
      [eight, 1000, slow],
      [thirty, 2000, slow],
      [eight, 1000, back],
      [thirty, 2000, back],
    ]);
    expect(shown).toEqual(said);
  });
});

describe('the place of a picture', () => {
  const wide = { transform: { scale: 0.5, x: 0.25, y: -0.25 } };

  it('is scaled and moved to whole pixels, over black', async () => {
    const [frame] = await show(red, { ...wide, frames: 1 });
    expect(pixel(frame, 61, 1)).toEqual([200, 0, 0]);
    expect(pixel(frame, 118, 33)).toEqual([200, 0, 0]);
    expect([pixel(frame, 59, 10), pixel(frame, 90, 35)]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('is cropped by shares of itself, and out of the frame leaves nothing', async () => {
    const [frame] = await show(red, { transform: { cropLeft: 0.25, cropBottom: 0.5 }, frames: 1 });
    expect([pixel(frame, 29, 5), pixel(frame, 30, 5), pixel(frame, 60, 33), pixel(frame, 60, 34)]).toEqual([
      [0, 0, 0],
      [200, 0, 0],
      [200, 0, 0],
      [0, 0, 0],
    ]);
    const [away] = await show(red, { transform: { x: 2 }, frames: 1 });
    expect(Math.max(...(away ?? []))).toBe(0);
  });

  it('is turned clockwise about its centre', async () => {
    const upright = await show(film, { from: 5, frames: 1 });
    const [turned] = await show(film, { from: 5, frames: 1, transform: { rotation: 180 } });
    const flipped = new Uint8Array(frameBytes);
    for (let index = 0; index < frameBytes / 3; index += 1) {
      flipped.set(turned?.subarray(index * 3, index * 3 + 3) ?? [], frameBytes - 3 - index * 3);
    }
    expect(numbers([flipped])).toEqual(numbers(upright));
    // Footage says its range in another way than a picture does; its white and black must stay what they are.
    expect([Math.max(...(turned ?? [])), Math.min(...(turned ?? []))]).toEqual([255, 0]);
    const [quarter] = await show(red, { frames: 1, transform: { rotation: 90, cropTop: 0.5 } });
    // The upper half went; turned by a quarter clockwise, that is the right half.
    expect(pixel(quarter, 45, 34)[0]).toBeGreaterThan(190);
    expect(pixel(quarter, 75, 34)[0]).toBeLessThan(10);
  });

  it('goes from keyframe to keyframe, frame by frame', async () => {
    const transform = {
      x: [
        { frame: 0, value: -0.5, ease: 'linear' as const },
        { frame: 10, value: 0.5, ease: 'linear' as const },
      ],
      scale: [
        { frame: 0, value: 0.25, ease: 'hold' as const },
        { frame: 5, value: 0.5, ease: 'linear' as const },
      ],
    };
    const shown = await show(red, { transform, frames: 11 });
    const centres = shown.map((frame) => {
      const row = range(size.width).filter((x) => (pixel(frame, x, 34)[0] ?? 0) > 100);
      return [((row[0] ?? 0) + (row.at(-1) ?? 0) + 1) / 2 / size.width - 0.5, row.length];
    });
    // At the ends a part of it is out of the frame.
    for (const frame of range(6, 2)) {
      expect(centres[frame]?.[0]).toBeCloseTo(-0.5 + frame / 10, 1.5);
      expect(Math.abs((centres[frame]?.[1] ?? 0) - (frame < 5 ? 30 : 60))).toBeLessThan(2);
    }
  });
});

describe('layers', () => {
  const over = (look: Look, below = blue, above = red) =>
    stage.render(
      stage.project([[stage.clip(below, { frames: 1 })], [stage.clip(above, { frames: 1, ...look })]]),
    );

  it('mix by their opacity', async () => {
    const [frame] = await over({ transform: { opacity: 0.25 } });
    expect(pixel(frame, whole.x, whole.y)).toEqual([50, 0, 75]);
  });

  it('meet by their blend mode', async () => {
    const mixed = async (blend: Look['blend']) => pixel((await over({ blend }))[0], whole.x, whole.y);
    expect(await mixed('multiply')).toEqual([0, 0, 0]);
    expect(await mixed('screen')).toEqual([200, 0, 100]);
    expect(await mixed('add')).toEqual([200, 0, 100]);
    expect(await mixed('difference')).toEqual([200, 0, 100]);
    expect(await mixed('darken')).toEqual([0, 0, 0]);
    expect(await mixed('lighten')).toEqual([200, 0, 100]);
    expect(await mixed('overlay')).toEqual([0, 0, 0]);
    const [half] = await over({ blend: 'screen', transform: { opacity: 0.5 } });
    expect(pixel(half, whole.x, whole.y)).toEqual([100, 0, 100]);
  });

  it('show what lies below a picture of another shape, and below its transparent parts', async () => {
    const { tool, folder } = stage;
    const path = join(folder, 'hole.png');
    const hole = "color=c=white:s=120x68,format=rgba,geq=r=255:g=255:b=255:a='if(lt(X,60),0,255)'";
    writePicture(tool, path, hole, ['-pix_fmt', 'rgba']);
    const holed = await stage.add(path);
    const [frame] = await over({}, film, holed);
    expect(pixel(frame, 90, 34)).toEqual([255, 255, 255]);
    const [below] = await show(film, { frames: 1 });
    expect(pixel(frame, 30, 34)).toEqual(pixel(below, 30, 34));
    writePicture(tool, join(folder, 'square.png'), 'color=c=0x00c800:s=40x40,format=rgb24', [
      '-pix_fmt',
      'rgb24',
    ]);
    const [bars] = await over({}, red, await stage.add(join(folder, 'square.png')));
    expect([pixel(bars, 5, 34), pixel(bars, 60, 34)]).toEqual([
      [200, 0, 0],
      [0, 200, 0],
    ]);
  });

  it('come and go with their fades, as the model says', async () => {
    const look = { fadeIn: frames(4), fadeOut: frames(2), frames: 8 };
    const shown = await show(red, look);
    const opacities = [0.125, 0.375, 0.625, 0.875, 1, 1, 0.75, 0.25];
    expect(shown.map((frame) => pixel(frame, whole.x, whole.y)[0])).toEqual(
      opacities.map((opacity) => Math.round((Math.round(opacity * 255) * 200) / 255)),
    );
  });
});

describe('colour', () => {
  it('is graded as the shared arithmetic says', async () => {
    const colour = { exposure: 0.5, contrast: 0.2, saturation: -0.5, temperature: 0.6 };
    const { tool, folder } = stage;
    writePicture(tool, join(folder, 'mix.png'), 'color=c=0x50785a:s=120x68,format=rgb24', [
      '-pix_fmt',
      'rgb24',
    ]);
    const [frame] = await show(await stage.add(join(folder, 'mix.png')), { colour, frames: 1 });
    const { gain, contrast, matrix } = gradeOf(colour) ?? { gain: [], contrast: 0, matrix: [] };
    const cut = (value: number) => Math.max(0, Math.min(1, value));
    const before = [0x50, 0x78, 0x5a].map((value) => value / 255);
    const curved = before.map((value, index) =>
      cut((cut(value * (gain[index] ?? 0)) - 0.5) * contrast + 0.5),
    );
    const after = matrix.map((row) =>
      cut(row.reduce((sum, factor, at) => sum + factor * (curved[at] ?? 0), 0)),
    );
    pixel(frame, whole.x, whole.y).forEach((value, index) => {
      expect(Math.abs(value - (after[index] ?? 0) * 255)).toBeLessThanOrEqual(2);
    });
  });

  it('follows a table of any name', async () => {
    const path = join(stage.folder, "it's a, table; [x].cube");
    // Red and blue change places.
    const rows = range(8).map((index) => `${(index >> 2) & 1} ${(index >> 1) & 1} ${index & 1}`);
    await writeFile(path, `LUT_3D_SIZE 2\n${rows.join('\n')}\n`);
    const table: Media = {
      ...red,
      id: mediaIdSchema.parse('table-1'),
      kind: 'lut',
      file: "it's a, table; [x].cube",
    };
    stage.put(table);
    const [frame] = await show(red, { colour: { lut: table.id }, frames: 1 });
    expect(pixel(frame, whole.x, whole.y)).toEqual([0, 0, 200]);
  });
});

describe('transitions', () => {
  const pass = (rest: Partial<Transition>): Transition => ({
    id: transitionIdSchema.parse('pass-1'),
    kind: 'dissolve',
    at: frames(4),
    before: frames(2),
    after: frames(2),
    ...rest,
  });
  const passing = (rest: Partial<Transition>, left: Media = red, right: Media = blue) =>
    stage.render(
      stage.project(
        [[stage.clip(left, { frames: 4, from: 20 }), stage.clip(right, { at: 4, frames: 4, from: 30 })]],
        { transitions: [pass(rest)] },
      ),
    );
  const centre = (shown: readonly Uint8Array[]) => shown.map((frame) => pixel(frame, whole.x, whole.y));

  it('dissolve by the shares of both sides', async () => {
    const shares = [0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1];
    const seen = centre(await passing({}));
    seen.forEach(([r = 0, , b = 0], frame) => {
      expect(Math.abs(r - 200 * (1 - (shares[frame] ?? 0)))).toBeLessThanOrEqual(1);
      expect(Math.abs(b - 100 * (shares[frame] ?? 0))).toBeLessThanOrEqual(1);
    });
    // Of footage, both sides show the frames of their handles: blocks that differ are mixed, those that agree are not.
    const [, , mixed] = await passing({}, film, film);
    expect(pixel(mixed, 5, 34)[0]).toBeLessThan(10);
  });

  it('dip to a colour and back', async () => {
    expect(centre(await passing({ kind: 'dip', colour: '#00ff00' }))).toEqual([
      [200, 0, 0],
      [200, 0, 0],
      [150, 64, 0],
      [50, 191, 0],
      [0, 191, 25],
      [0, 64, 75],
      [0, 0, 100],
      [0, 0, 100],
    ]);
  });

  it.each<[NonNullable<Transition['direction']>, (x: number, y: number) => number]>([
    ['right', (x) => x / size.width],
    ['left', (x) => 1 - (x + 1) / size.width],
    ['down', (_x, y) => y / size.height],
    ['up', (_x, y) => 1 - (y + 1) / size.height],
  ])('wipe to the %s', async (direction, place) => {
    const shown = await passing({ kind: 'wipe', direction });
    [0.125, 0.375, 0.625, 0.875].forEach((progress, index) => {
      for (const [x, y] of [
        [3, 3],
        [40, 20],
        [61, 35],
        [100, 60],
      ] as const) {
        const isBlue = place(x, y) < progress - 0.02;
        if (Math.abs(place(x, y) - progress) < 0.03) continue;
        expect(pixel(shown[index + 2], x, y)).toEqual(isBlue ? [0, 0, 100] : [200, 0, 0]);
      }
    });
  });

  it('lead from and to nothing at a lone head and tail', async () => {
    const clips = [stage.clip(red, { frames: 8 })];
    const transitions = [
      pass({ at: frames(0), before: frames(0), after: frames(2) }),
      {
        ...pass({ at: frames(8), before: frames(2), after: frames(0) }),
        id: transitionIdSchema.parse('pass-2'),
      },
    ];
    const shown = await stage.render(stage.project([clips], { transitions }));
    expect(centre(shown).map(([r]) => r)).toEqual([50, 150, 200, 200, 200, 200, 150, 50]);
  });
});

describe('titles', () => {
  const title: TitleSource = {
    kind: 'title',
    text: 'HHHH',
    font: 'Inter',
    size: 0.5,
    colour: '#ff8000',
    position: { x: 0.5, y: 0.5 },
    align: 'centre',
  };
  const drawn = async (rest: Partial<TitleSource>, look: Look = {}) => {
    const clip = stage.clip(undefined, { frames: 2, source: { ...title, ...rest }, ...look });
    return (await stage.render(stage.project([[stage.clip(blue, { frames: 2 })], [clip]])))[1];
  };
  /** Columns and rows in which anything of the text's colour stands. */
  const extent = (frame: Uint8Array | undefined) => {
    const xs = range(size.width).filter((x) =>
      range(size.height).some((y) => (pixel(frame, x, y)[0] ?? 0) > 128),
    );
    const ys = range(size.height).filter((y) =>
      range(size.width).some((x) => (pixel(frame, x, y)[0] ?? 0) > 128),
    );
    return { left: xs[0] ?? -1, right: xs.at(-1) ?? -1, top: ys[0] ?? -1, bottom: ys.at(-1) ?? -1 };
  };

  it('stand where they are put, in their colour, over what is below', async () => {
    const frame = await drawn({});
    const { left, right, top, bottom } = extent(frame);
    expect(Math.abs(left + right + 1 - size.width)).toBeLessThanOrEqual(3);
    expect(Math.abs(top + bottom + 1 - size.height)).toBeLessThanOrEqual(3);
    // Capitals of Inter are 0.727 of the type's height.
    expect(Math.abs(bottom - top + 1 - 0.727 * 34)).toBeLessThanOrEqual(2);
    expect(pixel(frame, 1, 1)).toEqual([0, 0, 100]);
    const middle = range(size.width).map((x) => pixel(frame, x, 34));
    expect(middle).toContainEqual([255, 128, 0]);
  });

  it('align their lines, and take any text as it is', async () => {
    const small = { size: 0.2, position: { x: 0.5, y: 0.5 } };
    expect(extent(await drawn({ ...small, align: 'left' })).left).toBeGreaterThanOrEqual(60);
    expect(extent(await drawn({ ...small, align: 'right' })).right).toBeLessThanOrEqual(60);
    const two = extent(await drawn({ ...small, text: 'H\nHH' }));
    expect(Math.abs(two.bottom - two.top + 1 - (1.2 + 0.727) * 13.6)).toBeLessThanOrEqual(2);
    const odd = '%{pts} \' : ; \\ , [x] "';
    expect(extent(await drawn({ ...small, size: 0.1, text: odd })).left).toBeGreaterThan(0);
  });

  it('have a background, a fade and a place like any clip', async () => {
    const boxed = await drawn({ background: '#00ff0080' });
    const box = range(size.width).map((x) => pixel(boxed, x, 34));
    expect(box.some(([r = 0, g = 0]) => r < 10 && Math.abs(g - 128) < 3)).toBe(true);
    const faded = await drawn({}, { fadeIn: frames(2) });
    expect(Math.max(...range(size.width).map((x) => pixel(faded, x, 34)[0] ?? 0))).toBe(191);
    const moved = extent(await drawn({ size: 0.2 }, { transform: { y: 0.25 } }));
    expect(Math.abs((moved.top + moved.bottom + 1) / 2 - 51)).toBeLessThanOrEqual(1);
  });
});
