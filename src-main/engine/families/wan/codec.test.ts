import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../../packs/read-manifest.ts';
import { assemblePack, fixturesFolder, type FixturePack } from '../../parity/fixture.ts';
import { frameNoise } from '../../samplers/noise.ts';
import { createCodec } from './codec.ts';
import { openWan } from './load.ts';

const fixtures = fixturesFolder(resolve(import.meta.dirname, '../../../..'), 'wan');
const goOn = async (): Promise<void> => undefined;

let pack: FixturePack | undefined;
afterEach(() => pack?.remove());

async function openCodecs() {
  pack = await assemblePack(fixtures, 't2v');
  const manifest = await readManifest(pack.folder);
  if (manifest.family !== 'wan') throw new Error('Not a Wan pack.');
  const { stages } = await openWan(manifest, { packFolder: pack.folder, provider: 'cpu', threads: 1 });
  const small = { ...manifest, stream: { ...manifest.stream, tile: { size: 32, stride: 16 } } };
  return {
    stages,
    channels: manifest.latent.channels,
    whole: createCodec(small, stages, () => Infinity),
    tiled: createCodec(small, stages, () => 0),
  };
}

describe('decoding with little memory', () => {
  const grid = { rows: 6, columns: 5 };

  it('gives every picture of the clip, in order, near to what decoding in one piece gives', async () => {
    const { stages, channels, whole, tiled } = await openCodecs();
    const latents = Array.from({ length: 3 }, (_, at) => frameNoise('3', at, channels * 30));
    const decode = async (codec: typeof whole): Promise<Float32Array[]> => {
      const pictures: Float32Array[] = [];
      await codec.decode(
        latents,
        grid,
        async (at, planes) => {
          expect(at).toBe(pictures.length);
          pictures.push(planes.slice());
        },
        goOn,
      );
      return pictures;
    };
    const reference = await decode(whole);
    const pictures = await decode(tiled);
    await stages.release();
    expect(pictures).toHaveLength(9);
    let sum = 0;
    let spread = 0;
    for (const [at, picture] of pictures.entries()) {
      expect(picture).toHaveLength(3 * 48 * 40);
      for (const [i, value] of picture.entries()) {
        sum += Math.abs(value - (reference[at]?.[i] ?? Number.NaN));
        spread += Math.abs(reference[at]?.[i] ?? 0);
      }
    }
    // Attention in the middle of the network sees only its tile, so they are near and not the same.
    expect(sum / spread).toBeLessThan(0.6);
    expect(sum).toBeGreaterThan(0);
  });

  it('is one tile, and so the same, where the picture is no larger than a tile', async () => {
    const { stages, channels, whole, tiled } = await openCodecs();
    const latents = [frameNoise('4', 0, channels * 16), frameNoise('4', 1, channels * 16)];
    const small = { rows: 4, columns: 4 };
    const collected: Float32Array[][] = [[], []];
    for (const [at, codec] of [whole, tiled].entries())
      await codec.decode(latents, small, async (_, planes) => void collected[at]?.push(planes.slice()), goOn);
    await stages.release();
    expect(collected[1]).toEqual(collected[0]);
  });
});
