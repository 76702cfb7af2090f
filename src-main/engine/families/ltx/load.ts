import { freemem } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';
import type { LoadOptions } from '../../model.ts';
import { checkGraphFile } from '../../packs/check-graph-file.ts';
import { openTokenizer } from '../../text/tokenize.ts';
import { createStages, type StagedGraph } from '../clips/stages.ts';
import { createWordReader } from '../clips/words.ts';
import { createLtxCodec } from './codec.ts';
import { ltxContracts, type LtxRole } from './contracts.ts';
import type { LtxModel } from './window.ts';

/** A pack whose whole cost is below this share of the free memory stays loaded between stages. */
const residentShare = 0.6;

const roles = ['text', 'transformer', 'encoder', 'decoder'] as const satisfies readonly LtxRole[];

/**
 * Makes an LTX pack ready. All its graphs are held against the contract now, but loaded only when their turn comes.
 *
 * @throws AppError `pack.*`.
 */
export async function openLtx(
  manifest: LtxManifest,
  { packFolder, provider, threads }: LoadOptions,
): Promise<LtxModel> {
  const graphs: Partial<Record<LtxRole, StagedGraph>> = {};
  const contracts = ltxContracts(manifest);
  for (const role of roles) {
    const { file } = manifest.graphs[role];
    const path = await checkGraphFile(role, packFolder, file, manifest, contracts[role], {});
    // Words take a moment on the CPU, and a text encoder of several gigabytes has no business on a graphics card.
    const own = role === 'text' ? ('cpu' as const) : provider;
    graphs[role] = { path, needs: { provider: own, threads, keepMemory: role === 'transformer' } };
  }
  const { tokenizer, cost } = manifest;
  const tokenize = await openTokenizer(join(packFolder, tokenizer.file), tokenizer.maxLength);
  if (tokenize(tokenizer.probe.text).ids.join() !== tokenizer.probe.ids.join()) {
    throw new AppError('pack.format', 'The tokenizer of this pack is that of another model.', {
      hint: 'Get the pack again from where it is published.',
    });
  }
  const stages = createStages(graphs, cost.peakBytes < freemem() * residentShare);
  return {
    manifest,
    stages,
    codec: createLtxCodec(manifest, stages),
    readWords: createWordReader(manifest, stages, tokenize),
  };
}
