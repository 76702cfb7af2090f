import type { PackSummary } from '../../../src-shared/ipc/packs.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { memoryMisfit } from '../../../src-shared/pack/cost/fit.ts';
import { byteWords } from '../../ui/byte-words.ts';

/** Why a shot does not fit into memory, with what would. */
export type MemoryReason =
  | { readonly key: 'memory'; readonly needed: string; readonly present: string }
  | {
      readonly key: 'memoryShorter';
      readonly needed: string;
      readonly present: string;
      readonly seconds: number;
    }
  | {
      readonly key: 'memoryAspect';
      readonly needed: string;
      readonly present: string;
      readonly aspect: string;
    }
  | { readonly key: 'memoryPack'; readonly needed: string; readonly present: string; readonly name: string };

export interface ShotSize {
  /** null = the model's first. */
  readonly aspect: string | null;
  readonly seconds: number;
}

/** @param memoryBytes of this computer */
export function memoryReason(
  pack: PackSummary,
  packs: readonly PackSummary[],
  { aspect, seconds }: ShotSize,
  memoryBytes: number,
): MemoryReason | undefined {
  const { cost } = pack;
  const size = cost.sizes.find((each) => each.aspect === aspect) ?? cost.sizes[0];
  if (size === undefined) return undefined;
  const frames = Math.min(cost.window, Math.ceil((seconds * cost.rate.num) / cost.rate.den));
  const misfit = memoryMisfit({
    pack,
    size: { width: size.width, height: size.height, frames },
    memoryBytes,
    others: packs.filter(({ id }) => id !== pack.id),
  });
  if (misfit === undefined) return undefined;
  const facts = { needed: byteWords(misfit.neededBytes), present: byteWords(misfit.presentBytes) };
  const { instead } = misfit;
  if (instead === undefined) return { key: 'memory', ...facts };
  switch (instead.kind) {
    case 'shorter':
      return { key: 'memoryShorter', ...facts, seconds: instead.seconds };
    case 'aspect':
      return { key: 'memoryAspect', ...facts, aspect: instead.aspect };
    case 'pack':
      return { key: 'memoryPack', ...facts, name: instead.name };
    default:
      return assertNever(instead);
  }
}
