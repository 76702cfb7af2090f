import { join } from 'node:path';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { costOfPack } from '../../../../src-shared/pack/cost/cost-of-pack.ts';
import { fullWindowOf } from '../../../../src-shared/pack/cost/fit.ts';
import type { LtxManifest, WanManifest } from '../../../../src-shared/pack/schema.ts';
import { attentionOnCpu } from '../../backends/attention-on-cpu.ts';
import { freeMemory } from '../../backends/free-memory.ts';
import { requireHalf } from '../../backends/half-precision.ts';
import type { LoadOptions } from '../../model.ts';
import { checkGraphFile } from '../../packs/check-graph-file.ts';
import type { SignatureContract } from '../../packs/signature.ts';
import { openTokenizer, type Tokenize } from '../../text/tokenize.ts';
import { createStages, type StagedGraph, type Stages } from './stages.ts';

/** A pack whose whole cost is below this share of the free memory stays loaded between stages. */
const residentShare = 0.6;

/** What the decoder may take of the memory that is free when decoding begins. */
const decodeShare = 0.6;

/** What a family calls the graphs of its packs, and how it treats them. */
export interface ClipRoles<Role extends string> {
  /** Every role, in the order in which their graphs are checked. */
  readonly all: readonly Role[];
  /** Their graphs run dozens of times at one shape, and so keep their freed memory. */
  readonly repeated: ReadonlySet<Role>;
  /**
   * Run on the processor, whatever provider the rest runs on: words take a moment there, and a text encoder of several
   * gigabytes has no business on a graphics card.
   */
  readonly onProcessor: ReadonlySet<Role>;
}

/** What every family of clips makes of a pack's files. */
export interface ClipPack<Role extends string> {
  readonly stages: Stages<Role>;
  readonly tokenize: Tokenize;
  /** Bytes the decoder may take now. */
  readonly decodeLimit: () => number;
}

/**
 * Makes a pack of a family of clips ready. All its graphs are held against the family's contracts now, but loaded only when
 * their turn comes: the pack as a whole may be larger than memory.
 *
 * @param files of the pack's graphs.
 * @param contracts of the roles this pack has.
 * @throws AppError `pack.*`.
 */
export async function openClipPack<Role extends string>(
  manifest: WanManifest | LtxManifest,
  files: { readonly [Each in Role]?: { readonly file: string } | undefined },
  contracts: Readonly<Partial<Record<Role, SignatureContract>>>,
  roles: ClipRoles<Role>,
  { packFolder, provider, threads }: LoadOptions,
): Promise<ClipPack<Role>> {
  const graphs: Partial<Record<Role, StagedGraph>> = {};
  for (const role of roles.all) {
    const contract = contracts[role];
    if (contract === undefined) continue;
    const file = files[role]?.file;
    if (file === undefined) throw new Error(`A contract without a graph: ${role}.`);
    const { path, attention, half } = await checkGraphFile(role, packFolder, file, manifest, contract, {});
    const own = roles.onProcessor.has(role) ? ('cpu' as const) : provider;
    await requireHalf(own, half);
    const needs = { provider: own, threads, keepMemory: roles.repeated.has(role) };
    graphs[role] = { path, needs: { ...needs, onCpu: await attentionOnCpu(own, attention) } };
  }
  const { tokenizer } = manifest;
  const tokenize = await openTokenizer(join(packFolder, tokenizer.file), tokenizer.maxLength);
  if (tokenize(tokenizer.probe.text).ids.join() !== tokenizer.probe.ids.join()) {
    throw new AppError('pack.format', 'The tokenizer of this pack is that of another model.', {
      hint: 'Get the pack again from where it is published.',
    });
  }
  const resident = fullWindowOf(costOfPack(manifest)).resident < freeMemory() * residentShare;
  return {
    stages: createStages(graphs, resident),
    tokenize,
    decodeLimit: () => freeMemory() * decodeShare,
  };
}
