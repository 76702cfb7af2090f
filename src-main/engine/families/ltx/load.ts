import { join } from 'node:path';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';
import { costOfPack } from '../../../../src-shared/pack/cost/cost-of-pack.ts';
import { fullWindowOf } from '../../../../src-shared/pack/cost/fit.ts';
import type { LoadOptions } from '../../model.ts';
import { attentionOnCpu } from '../../backends/attention-on-cpu.ts';
import { freeMemory } from '../../backends/free-memory.ts';
import { requireHalf } from '../../backends/half-precision.ts';
import { checkGraphFile } from '../../packs/check-graph-file.ts';
import { openTokenizer } from '../../text/tokenize.ts';
import { createStages, type StagedGraph } from '../clips/stages.ts';
import { createWordReader } from '../clips/words.ts';
import { createLtxCodec } from './codec.ts';
import { ltxContracts, type LtxRole } from './contracts.ts';
import type { LtxModel } from './window.ts';

/** A pack whose whole cost is below this share of the free memory stays loaded between stages. */
const residentShare = 0.6;

/** What the decoder may take of the memory that is free when decoding begins. */
const decodeShare = 0.6;

const roles = [
  'text',
  'transformer',
  'head',
  'body',
  'end',
  'encoder',
  'decoder',
] as const satisfies readonly LtxRole[];

/** Roles whose graph runs dozens of times at one shape and so keeps its freed memory. */
const repeated: ReadonlySet<LtxRole> = new Set(['transformer', 'head', 'body', 'end']);

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
    const graph = manifest.graphs[role];
    const contract = contracts[role];
    if (graph === undefined || contract === undefined) continue;
    const { path, attention, half } = await checkGraphFile(
      role,
      packFolder,
      graph.file,
      manifest,
      contract,
      {},
    );
    // Words take a moment on the CPU, and a text encoder of several gigabytes has no business on a graphics card.
    const own = role === 'text' ? ('cpu' as const) : provider;
    await requireHalf(own, half);
    const needs = { provider: own, threads, keepMemory: repeated.has(role) };
    graphs[role] = { path, needs: { ...needs, onCpu: await attentionOnCpu(own, attention) } };
  }
  const { tokenizer } = manifest;
  const tokenize = await openTokenizer(join(packFolder, tokenizer.file), tokenizer.maxLength);
  if (tokenize(tokenizer.probe.text).ids.join() !== tokenizer.probe.ids.join()) {
    throw new AppError('pack.format', 'The tokenizer of this pack is that of another model.', {
      hint: 'Get the pack again from where it is published.',
    });
  }
  const stages = createStages(
    graphs,
    fullWindowOf(costOfPack(manifest)).resident < freeMemory() * residentShare,
  );
  return {
    manifest,
    stages,
    codec: createLtxCodec(manifest, stages, () => freeMemory() * decodeShare),
    readWords: createWordReader(manifest, stages, tokenize),
  };
}
