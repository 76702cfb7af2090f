import type { PackSummary } from '../../src-shared/ipc/packs.ts';
import { costOfPack } from '../../src-shared/pack/cost/cost-of-pack.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';

/** What the window needs to know of a pack: no file names, no hashes. */
export function packSummary(manifest: PackManifest): PackSummary {
  return {
    id: manifest.id,
    name: manifest.name,
    version: manifest.version,
    window: manifest.frames.window,
    rate: manifest.frames.rate,
    aspects: manifest.buckets.map(({ aspect }) => aspect),
    operations: manifest.operations,
    prompt: manifest.prompt,
    otherWords: manifest.otherWords,
    steps: manifest.sampler.steps,
    guidance: manifest.sampler.guidance,
    cost: costOfPack(manifest),
  };
}
