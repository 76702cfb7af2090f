import { describe, expect, it } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { seamMeasureSchema, type SeamMeasure } from '../generation/recipe.ts';
import { measureDrift } from './drift.ts';
import { framesOf, lumaOf, meanDifference, reduced, type RgbFrame } from './frame.ts';
import { measureJoin } from './join.ts';
import { labDistance, labOfLinear, meanColour } from './lab.ts';
import { measureLoop } from './loop.ts';
import { compareFlows, flowOf } from './flow.ts';
import { motionField } from './motion.ts';
import { sharpness } from './sharpness.ts';
import { ssim } from './ssim.ts';
import { median, quantile, robustDeviation, slope } from './statistics.ts';
import { clip, picture, type Scene } from './testing/scenes.ts';
import { faultsOf } from './verdict.ts';

/** Noise of a codec: every frame its own, so that held frames are not quite equal. */
const coded = (index: number): Scene => ({ noise: { levels: 1.5, seed: index } });
const pan = (index: number): Scene => ({ camera: index * 1.3 });
const walk = (index: number): Scene => ({ subject: 20 + index * 1.5 });

function joined(left: readonly RgbFrame[], right: readonly RgbFrame[]): SeamMeasure {
  return measureJoin([...left, ...right], left.length);
}

function at(seam: SeamMeasure, name: 'structure' | 'sharpness'): number {
  return seam[name] ?? Number.NaN;
}

describe('a true continuous shot', () => {
  const shots: [string, RgbFrame[]][] = [
    ['a pan at 24 frames a second', clip(48, pan)],
    ['a subject walking before a still background', clip(48, walk)],
    ['a pan held on threes', clip(16, pan, 3)],
    ['a walk held on threes', clip(16, walk, 3)],
    ['a pan with coding noise', clip(48, (index) => ({ ...pan(index), ...coded(index) }))],
    ['a still picture', clip(30, () => ({}))],
    ['a still picture with coding noise', clip(30, coded)],
    ['a slow fade of light', clip(48, (index) => ({ ...pan(index), gain: 1 + index * 0.002 }))],
  ];

  it.each(shots)('%s has no fault anywhere it could be joined', (_name, frames) => {
    for (const join of [15, Math.floor(frames.length / 2 / 3) * 3]) {
      const seam = measureJoin(frames, join);
      expect(seamMeasureSchema.safeParse(seam).success).toBe(true);
      expect(faultsOf(seam)).toEqual([]);
      expect(seam.spikeRatio).toBeGreaterThan(0.6);
      expect(seam.spikeRatio).toBeLessThan(1.4);
    }
  });

  it('keeps its held frames out of the account: coding noise in them is no motion', () => {
    const frames = Array.from({ length: 48 }, (_, index) =>
      picture({ ...pan(Math.floor(index / 3)), noise: { levels: 2, seed: index } }),
    );
    const seam = measureJoin(frames, 24);
    expect(seam.spikeRatio).toBeLessThan(1.4);
    expect(faultsOf(seam)).toEqual([]);
  });

  it('counts the frame in the file', () => {
    expect(measureJoin(clip(10, pan), 4, 1000).frame).toBe(1004);
  });
});

describe('a bad join', () => {
  it('is a hard cut: jump, structure and colour', () => {
    const seam = joined(
      clip(20, pan),
      clip(20, (index) => ({ ...pan(index), world: 99, tint: 30 })),
    );
    expect(faultsOf(seam)).toEqual(expect.arrayContaining(['jump', 'colour', 'structure']));
    expect(seam.spikeRatio).toBeGreaterThan(4);
  });

  it('is a hard cut on threes just as well', () => {
    const seam = joined(
      clip(7, pan, 3),
      clip(7, (index) => ({ ...pan(index), world: 99 }), 3),
    );
    expect(faultsOf(seam)).toEqual(expect.arrayContaining(['jump', 'structure']));
  });

  it('is a doubled frame', () => {
    const seam = joined(
      clip(20, pan),
      clip(20, (index) => pan(index + 19)),
    );
    expect(faultsOf(seam)).toContain('doubled');
    expect(seam.spikeRatio).toBeLessThan(0.7);
  });

  it('is a doubled model frame of a shot on threes', () => {
    expect(
      joined(
        clip(8, pan, 3),
        clip(8, (index) => pan(index + 7), 3),
      ).cadence,
    ).toBe('doubled');
  });

  it('is a frozen frame', () => {
    expect(
      joined(
        clip(20, pan),
        clip(12, () => pan(19)),
      ).cadence,
    ).toBe('frozen');
  });

  it.each([
    ['at full rate', 20, 1],
    ['on threes', 8, 3],
  ])('is a dropped frame %s', (_name, count, hold) => {
    const seam = joined(
      clip(count, pan, hold),
      clip(count, (index) => pan(index + count + 1), hold),
    );
    expect(seam.cadence).toBe('dropped');
  });

  it('is a brightness step of two per cent, in a still and in a pan', () => {
    for (const move of [() => ({}), pan]) {
      const brighter = (index: number): Scene => ({ ...move(index + 20), gain: 1.02 });
      const seam = joined(clip(20, move), clip(20, brighter));
      expect(faultsOf(seam)).toContain('colour');
      expect(seam.colourStep).toBeGreaterThan(2.5);
    }
  });

  it('is a motion that turns round, of the camera and of a small subject', () => {
    const moves: ((way: number) => Scene)[] = [
      (way) => ({ camera: way * 1.3 }),
      (way) => ({ subject: 30 + way * 1.5 }),
    ];
    for (const move of moves) {
      const seam = joined(
        clip(20, move),
        clip(20, (index) => move(18 - index)),
      );
      expect(faultsOf(seam)).toEqual(['motion']);
      expect(seam.motion?.angle).toBeGreaterThan(150);
    }
  });

  it('is a motion that stops, and one that runs three times as fast', () => {
    const stops = joined(
      clip(20, pan),
      clip(20, (index) => ({ camera: 20 * 1.3 + index * 0.05 })),
    );
    expect(faultsOf(stops)).toContain('motion');
    const runs = joined(
      clip(20, pan),
      clip(20, (index) => ({ camera: 20 * 1.3 + index * 3.9 })),
    );
    expect(faultsOf(runs)).toContain('motion');
    expect(runs.motion?.speedRatio).toBeGreaterThan(2.2);
  });

  it('is a loss of sharpness', () => {
    const seam = joined(
      clip(20, pan),
      clip(20, (index) => ({ ...pan(index + 20), blur: 1 })),
    );
    expect(at(seam, 'sharpness')).toBeLessThan(0.75);
    expect(faultsOf(seam)).toContain('sharpness');
  });

  it('is measured worse the worse it is', () => {
    const seams = [0, 0.01, 0.02, 0.05].map((step) =>
      joined(
        clip(20, pan),
        clip(20, (index) => ({ ...pan(index + 20), gain: 1 + step })),
      ),
    );
    const steps = seams.map((seam) => seam.colourStep);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });
});

describe('a join that cannot be measured', () => {
  it('is a defect of the caller', () => {
    const frames = clip(4, pan);
    for (const join of [0, 4, -1, 1.5]) expect(() => measureJoin(frames, join)).toThrow(AppError);
    expect(measureJoin(clip(2, pan), 1).spikeRatio).toBeGreaterThan(0);
  });
});

describe('a loop', () => {
  const round =
    (count: number, scale: number) =>
    (index: number): Scene => ({
      camera: Math.sin((index / count) * 2 * Math.PI) * scale,
      subject: 80 + Math.cos((index / count) * 2 * Math.PI) * scale,
    });

  it.each([1, 3])('that closes perfectly has a ratio near one, held for %d', (hold) => {
    const loop = measureLoop(clip(48, round(48, 12), hold));
    expect(loop.seam.spikeRatio).toBeGreaterThan(0.7);
    expect(loop.seam.spikeRatio).toBeLessThan(1.3);
    expect(faultsOf(loop.seam)).toEqual([]);
    expect(loop.isStill).toBe(false);
  });

  it('that does not close is seen', () => {
    const open = measureLoop(clip(24, pan));
    expect(open.seam.spikeRatio).toBeGreaterThan(2);
    expect(faultsOf(open.seam)).toContain('jump');
  });

  it('that repeats its first frame at its end is seen', () => {
    const frames = clip(48, round(48, 12));
    const [first] = frames;
    expect(measureLoop(first === undefined ? [] : [...frames, first]).seam.cadence).toBe('doubled');
  });

  it('that is a still is called one', () => {
    expect(measureLoop(clip(24, () => ({}))).isStill).toBe(true);
    expect(measureLoop(clip(24, coded)).isStill).toBe(true);
  });
});

describe('drift', () => {
  const rate = { num: 2, den: 1 };

  it('is nothing in a steady shot', () => {
    const drift = measureDrift(
      clip(40, (index) => ({ subject: 80 + 20 * Math.sin(index) })),
      rate,
    );
    expect(drift.colour).toBeLessThan(0.5);
    expect(Math.abs(drift.sharpness)).toBeLessThan(0.02);
    expect(drift.content).toBeLessThan(0.5);
  });

  it('is measured in colour, per ten seconds', () => {
    const drift = measureDrift(
      clip(40, (index) => ({ gain: 1 + index * 0.005 })),
      rate,
    );
    // Twenty seconds make it a fifth brighter: some nine units of lightness.
    expect(drift.colour).toBeGreaterThan(3);
    expect(drift.colour).toBeLessThan(7);
  });

  it('is measured in sharpness', () => {
    const drift = measureDrift(
      clip(40, (index) => ({ blur: index * 0.01 })),
      rate,
    );
    expect(drift.sharpness).toBeLessThan(-0.08);
    expect(drift.sharpness).toBeGreaterThan(-0.3);
  });

  it('is measured in content', () => {
    const drift = measureDrift(
      clip(40, (index) => ({ camera: index * 2 })),
      rate,
    );
    expect(drift.content).toBeGreaterThan(2);
  });
});

describe('the instruments', () => {
  it('know colours: white, and the red of sRGB', () => {
    expect(labOfLinear(1, 1, 1).map((value) => Math.round(value * 10) / 10 + 0)).toEqual([100, 0, 0]);
    // Lindbloom's values for sRGB red.
    const red = labOfLinear(1, 0, 0);
    expect(labDistance(red, [53.24, 80.09, 67.2])).toBeLessThan(0.05);
    const grey = { width: 1, height: 1, rgb: Uint8Array.from([119, 119, 119]) };
    expect(meanColour(grey)[0]).toBeCloseTo(50.03, 1);
  });

  it('find motion to a third of a pixel, block by block', () => {
    for (const x of [3, -2.5, 1.4]) {
      const field = motionField(lumaOf(picture({ camera: 40 })), lumaOf(picture({ camera: 40 - x })));
      expect(field.length).toBeGreaterThan(100);
      expect(Math.abs(median(field.map((one) => one.x)) - x)).toBeLessThan(0.34);
      expect(Math.abs(median(field.map((one) => one.y)))).toBeLessThan(0.34);
    }
  });

  it('find no motion where there is none', () => {
    const still = lumaOf(picture());
    expect(motionField(still, still)).toEqual([]);
    expect(motionField(still, lumaOf(picture({ noise: { levels: 1, seed: 3 } })))).toEqual([]);
  });

  it('compare motions place by place: a zoom goes on, turns by a right angle, or turns back', () => {
    const zoom = (turn: number) =>
      flowOf([
        {
          frames: 1,
          field: Array.from({ length: 16 }, (_, block) => ({
            block,
            x: Math.cos(block + turn) * 2,
            y: Math.sin(block + turn) * 2,
          })),
        },
      ]);
    const turned = [0, Math.PI / 2, Math.PI].map((turn) => compareFlows(zoom(0), zoom(turn)));
    expect(turned.map(({ angle }) => Math.round(angle))).toEqual([0, 90, 180]);
    expect(turned.map(({ along }) => Math.round(along) + 0)).toEqual([1, 0, -1]);
    expect(compareFlows(zoom(0), flowOf([]))).toEqual({ angle: 0, coherence: 0, along: 0 });
  });

  it('tell alike from unlike and sharp from soft', () => {
    const here = lumaOf(picture());
    expect(ssim(here, here)).toBeCloseTo(1, 9);
    expect(ssim(here, lumaOf(picture({ world: 5 })))).toBeLessThan(0.6);
    expect(sharpness(here)).toBeGreaterThan(sharpness(lumaOf(picture({ blur: 1 }))) * 1.3);
  });

  it('average down by whole factors', () => {
    const checks = {
      width: 4,
      height: 2,
      rgb: Uint8Array.from({ length: 24 }, (_, index) => (index % 6 < 3 ? 0 : 100)),
    };
    expect(reduced(checks, 2)).toEqual({
      width: 2,
      height: 1,
      rgb: Uint8Array.from([50, 50, 50, 50, 50, 50]),
    });
    expect(reduced(checks, 9)).toBe(checks);
    expect(reduced({ width: 5, height: 1, rgb: new Uint8Array(15) }, 2)).toMatchObject({
      width: 1,
      height: 1,
    });
  });

  it('refuse frames that do not fit together', () => {
    const [a] = framesOf(new Uint8Array(24), { width: 2, height: 2 });
    const [b] = framesOf(new Uint8Array(12), { width: 4, height: 1 });
    expect(() => (a === undefined || b === undefined ? 0 : meanDifference(a, b))).toThrow(AppError);
    expect(() => framesOf(new Uint8Array(13), { width: 2, height: 2 })).toThrow(AppError);
    expect(framesOf(new Uint8Array(24), { width: 2, height: 2 })).toHaveLength(2);
  });

  it('count', () => {
    expect([median([3, 1, 2]), median([4, 1]), median([])]).toEqual([2, 2.5, 0]);
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(10);
    expect(robustDeviation([1, 1, 1, 100])).toBe(0);
    expect(
      slope([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBeCloseTo(2, 9);
    expect(slope([[1, 1]])).toBe(0);
  });
});
