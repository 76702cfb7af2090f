import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../packs/read-manifest.ts';
import { assemblePack, fixturesFolder } from '../../parity/fixture.ts';
import { ltxFamily } from '../ltx/family.ts';
import { openLtx } from '../ltx/load.ts';
import { wanFamily } from '../wan/family.ts';
import { openWan } from '../wan/load.ts';

const checkout = resolve(import.meta.dirname, '../../../..');

/** A tiny pack's family, and the graphs that are given back although memory is plenty. */
async function open(family: 'wan' | 'ltx', kind: string) {
  const pack = await assemblePack(fixturesFolder(checkout, family), kind);
  const manifest = await readManifest(pack.folder);
  const options = { packFolder: pack.folder, provider: 'cpu', threads: 1 } as const;
  const released: string[] = [];
  const release = async (...roles: readonly string[]): Promise<void> => void released.push(...roles);
  if (manifest.family === 'wan') {
    const model = await openWan(manifest, options);
    return {
      pack,
      released,
      stages: model.stages,
      made: wanFamily({ ...model, stages: { ...model.stages, release } }),
    };
  }
  if (manifest.family !== 'ltx') throw new Error('Neither Wan nor LTX.');
  const model = await openLtx(manifest, options);
  return {
    pack,
    released,
    stages: model.stages,
    made: ltxFamily({ ...model, stages: { ...model.stages, release } }),
  };
}

describe('the encoder of prompts', () => {
  it.each([
    ['wan', 't2v'],
    ['ltx', 'plain'],
  ] as const)('%s: goes when the prompts are read, and words that were read stay', async (family, kind) => {
    const { pack, released, stages, made } = await open(family, kind);
    try {
      const words = await made.readWords('a red ball');
      expect(released).toEqual([]);
      await made.wordsRead();
      expect(released).toEqual(['text']);
      expect(await made.readWords('a red ball')).toBe(words);
    } finally {
      await stages.release();
      await pack.remove();
    }
  });
});
