import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { relativeError } from './compare.ts';
import { fixtureNames, fixturesFolder, precisionsOf, readCases } from './fixture.ts';
import { compareWan } from './wan.ts';

const fixtures = fixturesFolder(resolve(import.meta.dirname, '../../..'), 'wan');
const names = await fixtureNames(fixtures);

describe('tiny Wan packs against diffusers', () => {
  it('cover every kind of pipeline the exporter knows', () => {
    expect(names).toEqual(['flf2v', 'i2v', 'i2v-a14b', 't2v', 't2v-a14b', 'ti2v-5b', 'vace']);
  });

  it.each(names)('%s: every graph within 1e-4, finished frames within 1e-3', async (name) => {
    const figures = await compareWan(fixtures, name, { provider: 'cpu', threads: 1 });
    const graphs = figures.map(({ what }) => what);
    expect(graphs).toEqual(expect.arrayContaining(['text', 'transformer', 'encode', 'decode', 'pipeline']));
    expect(figures.filter(({ met }) => !met)).toEqual([]);
    for (const { cases, what } of figures) expect(cases).toBeGreaterThanOrEqual(what === 'image' ? 1 : 3);
  });

  it('t2v in half precision: every graph and finished frames within 1e-2', async () => {
    expect(await precisionsOf(fixtures, 't2v')).toEqual(['whole', 'half']);
    const figures = await compareWan(fixtures, 't2v', { provider: 'cpu', threads: 1, precision: 'half' });
    expect(figures).toHaveLength(5);
    for (const { error } of figures) {
      expect(error).toBeLessThan(1e-2);
      // In single precision it would be far less: the pack is what it says.
      expect(error).toBeGreaterThan(1e-5);
    }
  });

  // Otherwise a way of conditioning that does nothing would pass as well as one that is right.
  it.each(names)('%s: what is given changes what is made, and far more than the tolerance', async (name) => {
    const cases = (await readCases(fixtures, name)).filter(({ graph }) => graph === 'pipeline');
    const bySize = new Map<string, Float32Array[]>();
    for (const reference of cases) {
      const { about } = reference;
      const size = JSON.stringify([about['frames'], about['width'], about['height']]);
      bySize.set(size, [...(bySize.get(size) ?? []), reference.floats('frames')]);
    }
    for (const [first, ...others] of bySize.values()) {
      for (const other of others) expect(relativeError(other, first ?? [])).toBeGreaterThan(0.02);
    }
    expect(bySize.size).toBe(3);
  });
});
