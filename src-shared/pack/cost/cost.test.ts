import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullWindowOf, leastOfPack, memoryMisfit, type CostedPack } from './fit.ts';
import { memoryNeed } from './need.ts';
import type { PackCost } from './pack-cost.ts';

const cost: PackCost = {
  stages: [
    { name: 'words', weights: 4e9, perCell: 0, sees: 0, onProcessor: true },
    { name: 'denoise', weights: 3e9, perCell: 20_000, sees: 'all', onProcessor: false },
    { name: 'decode', weights: 0.5e9, perCell: 2e6, sees: 1, tileCells: 1024, onProcessor: false },
  ],
  cellPixels: 64,
  group: 4,
  window: 81,
  rate: { num: 16, den: 1 },
  sizes: [
    { aspect: '16:9', width: 832, height: 480 },
    { aspect: '1:1', width: 624, height: 624 },
  ],
};
const size = { width: 832, height: 480, frames: 81 };
const pack: CostedPack = { id: 'large', name: 'Large', cost };
const small: CostedPack = {
  id: 'small',
  name: 'Small',
  cost: { ...cost, stages: cost.stages.map((stage) => ({ ...stage, weights: 1e8, perCell: 100 })) },
};

describe('what a shot needs', () => {
  it('is its largest stage where stages go one after another, and their sum where all stay', () => {
    const { least, resident, onCard, stages } = memoryNeed(cost, size);
    expect(stages.map(({ name }) => name)).toEqual(['words', 'denoise', 'decode']);
    expect(least).toBeGreaterThan(4e9);
    expect(least).toBeLessThan(resident);
    expect(resident).toBeGreaterThan(7.5e9 + 6240 * 2e6);
    // Where words and transformer go again, they are not there when frames are decoded.
    const goes = cost.stages.map((stage) =>
      stage.name === 'decode' ? stage : { ...stage, goes: true as const },
    );
    expect(memoryNeed({ ...cost, stages: goes }, size).resident).toBeLessThan(1e9 + 6240 * 2e6);
    expect(onCard).toBeLessThan(least);
  });

  it('never falls when a window is longer or larger, and follows what earlier runs measured', () => {
    const side = fc.integer({ min: 2, max: 100 }).map((cells) => cells * 8);
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 77 }), (width, height, frames) => {
        const need = memoryNeed(cost, { width, height, frames });
        expect(memoryNeed(cost, { width, height, frames: frames + 4 }).least).toBeGreaterThanOrEqual(
          need.least,
        );
        expect(memoryNeed(cost, { width: width + 8, height, frames }).least).toBeGreaterThanOrEqual(
          need.least,
        );
        expect(need.resident).toBeGreaterThan(0);
        expect(memoryNeed(cost, { width, height, frames }, 1.5).least).toBeGreaterThan(need.least);
      }),
    );
  });
});

describe('what would fit instead', () => {
  const ask = (memoryBytes: number, others: readonly CostedPack[] = []) =>
    memoryMisfit({ pack, size, memoryBytes, others });

  it('is not asked where the shot fits', () => {
    expect(ask(64e9)).toBeUndefined();
  });

  it('is a shorter shot, else another model, else nothing; whatever is named does fit', () => {
    const { least } = fullWindowOf(cost);
    const shorter = ask(least + 0.9e9);
    expect(shorter).toMatchObject({ neededBytes: least, instead: { kind: 'shorter' } });
    if (shorter?.instead?.kind !== 'shorter') throw new Error('Not shorter.');
    const frames = Math.floor(shorter.instead.seconds * 16);
    expect(
      memoryMisfit({ pack, size: { ...size, frames }, memoryBytes: least + 0.9e9, others: [] }),
    ).toBeUndefined();

    expect(leastOfPack(cost)).toBeGreaterThan(4e9);
    expect(ask(3e9, [small])).toMatchObject({ instead: { kind: 'pack', id: 'small' } });
    expect(ask(1.1e9, [small])).toMatchObject({ presentBytes: 1.1e9, instead: undefined });
  });
});
