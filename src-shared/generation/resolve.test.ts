import { describe, expect, it } from 'vitest';
import { frames } from '../time/rate.ts';
import { readinessReasons, type ReadinessFacts } from './readiness.ts';
import { generationRequestSchema, type GenerationRequestInput } from './request.ts';
import { nearestAspect, resolveGeneration, type ResolveContext } from './resolve.ts';
import { testPack } from './testing/pack.ts';

const film = { num: 24, den: 1 };
const drawSeed = (): string => '1234';
const footage = { width: 1920, height: 1080, frames: frames(48), rate: { num: 25, den: 1 } };

function resolve(request: Partial<GenerationRequestInput>, context: Partial<ResolveContext> = {}) {
  return resolveGeneration(
    generationRequestSchema.parse({ operation: 'generate', prompt: 'a fox', seconds: 2, ...request }),
    { pack: testPack(), drawSeed, ...context },
  );
}

describe('a request without wishes', () => {
  it('takes the defaults of the pack and of the program', () => {
    expect(resolve({})).toMatchObject({
      prompt: 'a fox',
      negative: '',
      seed: '1234',
      steps: 12,
      guidance: 2.5,
      sampler: 'dpmpp-2m',
      bucket: { aspect: '16:9' },
      size: { width: 1280, height: 720 },
      rate: film,
      outputFrames: 48,
      raw: false,
      finish: true,
      reframing: 1,
    });
  });

  it('takes size and rate of the project it is made for', () => {
    const project = { rate: { num: 25, den: 1 }, width: 1080, height: 1920 };
    expect(resolve({}, { project })).toMatchObject({
      bucket: { aspect: '9:16' },
      size: { width: 1080, height: 1920 },
      rate: { num: 25, den: 1 },
      outputFrames: 50,
    });
  });

  it('takes fewer steps for a draft, and leaves it unfinished', () => {
    expect(resolve({ quality: 'draft' })).toMatchObject({ steps: 4, finish: false });
    expect(resolve({ quality: 'draft', steps: 7 }).steps).toBe(7);
  });
});

describe('a first-block cache', () => {
  it('is off unless asked for, and refused in a sentence where the model has none', () => {
    expect(resolve({}).cache).toBeUndefined();
    for (const cache of ['on', 0.1] as const) {
      expect(() => resolve({ cache })).toThrowError(
        expect.objectContaining({ code: 'pack.operation', hint: expect.stringMatching(/cache/) }),
      );
    }
  });
});

describe('size and shape', () => {
  it.each([
    ['16:9', 1280, 720],
    ['9:16', 720, 1280],
    ['1:1', 720, 720],
    ['4:3', 960, 720],
    ['21:9', 1680, 720],
  ] as const)('%s is %d x %d unless asked otherwise', (aspect, width, height) => {
    expect(resolve({ aspect })).toMatchObject({ bucket: { aspect }, size: { width, height } });
  });

  it('finds the nearest bucket for any size and says how far it is', () => {
    const wide = resolve({ size: { width: 2048, height: 858 } });
    expect(wide.bucket.aspect).toBe('21:9');
    expect(wide.reframing).toBeCloseTo(2048 / 858 / (21 / 9), 6);
    expect(nearestAspect({ width: 640, height: 480 })).toBe('4:3');
  });

  it('lets a size decide over an aspect', () => {
    expect(resolve({ aspect: '16:9', size: { width: 400, height: 400 } }).bucket.aspect).toBe('1:1');
  });

  it('refuses an odd size in a sentence', () => {
    expect(() => resolve({ size: { width: 641, height: 360 } })).toThrowError(
      expect.objectContaining({ code: 'input.size' }),
    );
  });

  it('works with a pack of one shape', () => {
    const [, , square] = testPack().buckets;
    const pack = testPack({ buckets: square === undefined ? [] : [square] });
    expect(resolve({ aspect: '16:9' }, { pack })).toMatchObject({
      bucket: { aspect: '1:1' },
      size: { width: 1280, height: 720 },
    });
  });

  it('gives the model its own frames when asked for raw', () => {
    expect(resolve({ raw: true })).toMatchObject({
      size: { width: 224, height: 126 },
      rate: { num: 8, den: 1 },
      outputFrames: 16,
      finish: false,
      reframing: expect.closeTo(1, 2),
    });
  });
});

describe('extending footage', () => {
  const extend = { operation: 'extend-forward', source: 'footage-1', seconds: 2 } as const;

  it('keeps the size and rate of the footage', () => {
    expect(resolve(extend, { sources: [footage] })).toMatchObject({
      size: { width: 1920, height: 1080 },
      rate: { num: 25, den: 1 },
      outputFrames: 50,
    });
    const odd = { ...footage, width: 641, height: 361, rate: { num: 15, den: 1 } };
    expect(resolve(extend, { sources: [odd] })).toMatchObject({
      size: { width: 640, height: 360 },
      rate: film,
    });
  });

  it('makes an image the size its own shape asks for', () => {
    const image = { ...footage, width: 900, height: 900, frames: frames(1) };
    const animate = { operation: 'animate', image: 'image-1' } as const;
    expect(resolve(animate, { sources: [image] })).toMatchObject({
      bucket: { aspect: '1:1' },
      size: { width: 720, height: 720 },
    });
  });
});

describe('what is refused', () => {
  it('refuses what the pack cannot do, with its reason', () => {
    const pack = testPack();
    const without = testPack({
      operations: { ...pack.operations, animate: { native: false, reason: 'It was never shown images.' } },
    });
    const animate = { operation: 'animate', image: 'image-1' } as const;
    expect(() => resolve(animate, { pack: without })).toThrowError(
      expect.objectContaining({ code: 'pack.operation', message: 'It was never shown images.' }),
    );
  });

  it('refuses an empty prompt and a rate nobody can deliver', () => {
    expect(() => resolve({ prompt: '  ' })).toThrowError(expect.objectContaining({ code: 'input.prompt' }));
    expect(() => resolve({ rate: { num: 17, den: 1 } })).toThrowError(
      expect.objectContaining({ code: 'input.rate' }),
    );
  });
});

describe('readiness', () => {
  const ready: ReadinessFacts = {
    operation: 'generate',
    prompt: 'a fox',
    seconds: 2,
    hasImage: false,
    hasSource: false,
    pack: testPack(),
  };

  it('has no reasons when everything is there', () => {
    expect(readinessReasons(ready)).toEqual([]);
    expect(readinessReasons({ ...ready, operation: 'animate', hasImage: true })).toEqual([]);
  });

  it('lists all reasons at once, as data', () => {
    expect(
      readinessReasons({
        ...ready,
        operation: 'extend-forward',
        prompt: ' ',
        seconds: Number.NaN,
        pack: undefined,
        memory: { neededBytes: 12e9, freeBytes: 8e9 },
      }),
    ).toEqual([
      { code: 'prompt.missing' },
      { code: 'source.missing' },
      { code: 'seconds.outOfRange', min: 0.125, max: 60 },
      { code: 'pack.missing' },
      { code: 'memory.low', neededBytes: 12e9, freeBytes: 8e9 },
    ]);
  });

  it('says what the pack says', () => {
    const { operations } = testPack();
    const pack = testPack({
      operations: { ...operations, generate: { native: false, reason: 'Bridges only.' } },
    });
    expect(readinessReasons({ ...ready, prompt: 'x'.repeat(3000), pack })).toEqual([
      { code: 'prompt.tooLong', characters: 3000, limit: 2000 },
      { code: 'pack.operation', reason: 'Bridges only.' },
    ]);
  });
});
