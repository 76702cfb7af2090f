import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { relativeError } from './compare.ts';
import { fixtureNames, fixturesFolder, precisionsOf, readCases } from './fixture.ts';
import { compareLtx } from './ltx.ts';

const fixtures = fixturesFolder(resolve(import.meta.dirname, '../../..'), 'ltx');
const names = await fixtureNames(fixtures);

describe('tiny LTX-Video packs against diffusers', () => {
  it('cover decoders with and without a timestep', () => {
    expect(names).toEqual(['plain', 'timed']);
  });

  it.each(names)('%s: every graph within 1e-4, finished frames within 1e-3', async (name) => {
    const figures = await compareLtx(fixtures, name, { provider: 'cpu', threads: 1 });
    const tiled = name === 'plain' ? ['decode-tiled'] : [];
    expect(figures.map(({ what }) => what).sort()).toEqual([
      'decode',
      ...tiled,
      'encode',
      'pipeline',
      'text',
      'transformer',
    ]);
    expect(figures.filter(({ met }) => !met)).toEqual([]);
    for (const { what, cases } of figures) expect(cases).toBeGreaterThanOrEqual(tiled.includes(what) ? 2 : 3);
  });

  it('timed in half precision: every graph and finished frames within 1e-2', async () => {
    expect(await precisionsOf(fixtures, 'timed')).toEqual(['whole', 'half']);
    const figures = await compareLtx(fixtures, 'timed', { provider: 'cpu', threads: 1, precision: 'half' });
    expect(figures).toHaveLength(5);
    for (const { error } of figures) {
      expect(error).toBeLessThan(1e-2);
      // In single precision it would be far less: the pack is what it says.
      expect(error).toBeGreaterThan(1e-5);
    }
  });

  it('hold every way of being given something', async () => {
    const cases = (await readCases(fixtures, 'timed')).filter(({ graph }) => graph === 'pipeline');
    expect(cases.map(({ about }) => about['name'])).toEqual([
      'text-to-video',
      'image-to-video',
      'restyle',
      'cached',
      'extension',
      'backwards',
      'keyframes',
      'bridge',
      'still',
    ]);
    // Otherwise a way of conditioning that does nothing would pass as well as one that is right.
    const bySize = new Map<string, Float32Array[]>();
    for (const reference of cases) {
      const { about } = reference;
      const size = JSON.stringify([about['frames'], about['width'], about['height']]);
      bySize.set(size, [...(bySize.get(size) ?? []), reference.floats('frames')]);
    }
    expect(bySize.size).toBe(3);
    for (const [first, ...others] of bySize.values()) {
      for (const other of others) expect(relativeError(other, first ?? [])).toBeGreaterThan(0.02);
    }
  });
});
