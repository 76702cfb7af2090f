import { join } from 'node:path';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import { costOfPack } from '../../../../src-shared/pack/cost/cost-of-pack.ts';
import { fullWindowOf } from '../../../../src-shared/pack/cost/fit.ts';
import type { LoadOptions } from '../../model.ts';
import { attentionOnCpu } from '../../backends/attention-on-cpu.ts';
import { freeMemory } from '../../backends/free-memory.ts';
import { requireHalf } from '../../backends/half-precision.ts';
import { checkGraphFile } from '../../packs/check-graph-file.ts';
import { openTokenizer } from '../../text/tokenize.ts';
import { createCodec } from './codec.ts';
import { wanContracts, type WanRole } from './contracts.ts';
import { createStages, type StagedGraph } from '../clips/stages.ts';
import type { WanModel } from './window.ts';
import { createWordReader } from '../clips/words.ts';

/** A pack whose whole cost is below this share of the free memory stays loaded between stages. */
const residentShare = 0.6;

/** What the decoder may take of the memory that is free when decoding begins. */
const decodeShare = 0.6;

/** Roles whose graph runs dozens of times at one shape and so keeps its freed memory. */
const repeated: ReadonlySet<WanRole> = new Set([
  'transformer',
  'transformerLow',
  'head',
  'body',
  'end',
  'headLow',
  'bodyLow',
  'endLow',
]);

/**
 * Makes a Wan pack ready. All its graphs are held against the contract now, but loaded only when their turn comes: the
 * pack as a whole may be larger than memory.
 *
 * @throws AppError `pack.*`.
 */
export async function openWan(
  manifest: WanManifest,
  { packFolder, provider, threads }: LoadOptions,
): Promise<WanModel> {
  const graphs: Partial<Record<WanRole, StagedGraph>> = {};
  for (const [role, contract] of Object.entries(wanContracts(manifest))) {
    const name = roleOf(role);
    const graph = manifest.graphs[name];
    if (graph === undefined) throw new Error(`A contract without a graph: ${role}.`);
    const { path, attention, half } = await checkGraphFile(
      role,
      packFolder,
      graph.file,
      manifest,
      contract,
      {},
    );
    // Words take a moment on the CPU, and a text encoder of several gigabytes has no business on a graphics card.
    const own = name === 'text' || name === 'image' ? ('cpu' as const) : provider;
    await requireHalf(own, half);
    const needs = { provider: own, threads, keepMemory: repeated.has(name) };
    graphs[name] = { path, needs: { ...needs, onCpu: await attentionOnCpu(own, attention) } };
  }
  const { tokenizer } = manifest;
  const tokenize = await openTokenizer(join(packFolder, tokenizer.file), tokenizer.maxLength);
  if (tokenize(tokenizer.probe.text).ids.join() !== tokenizer.probe.ids.join()) {
    throw new AppError('pack.format', 'The tokenizer of this pack is that of another model.', {
      hint: 'Get the pack again from where it is published.',
    });
  }
  const resident = fullWindowOf(costOfPack(manifest)).resident < freeMemory() * residentShare;
  const stages = createStages(graphs, resident);
  return {
    manifest,
    stages,
    codec: createCodec(manifest, stages, () => freeMemory() * decodeShare),
    readWords: createWordReader(manifest, stages, tokenize),
  };
}

function roleOf(name: string): WanRole {
  const roles: readonly WanRole[] = [
    'text',
    'transformer',
    'transformerLow',
    'head',
    'body',
    'end',
    'headLow',
    'bodyLow',
    'endLow',
    'image',
    'encoderFirst',
    'encoderNext',
    'decoderFirst',
    'decoderNext',
  ];
  const role = roles.find((each) => each === name);
  if (role === undefined) throw new Error(`No such role: ${name}.`);
  return role;
}
