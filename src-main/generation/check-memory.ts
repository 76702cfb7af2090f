import { AppError } from '../../src-shared/errors/app-error.ts';
import type { ResolvedGeneration } from '../../src-shared/generation/resolve.ts';
import type { ShotPlan } from '../../src-shared/generation/shot-plan.ts';
import { assertNever } from '../../src-shared/lib/assert-never.ts';
import { costOfPack } from '../../src-shared/pack/cost/cost-of-pack.ts';
import { memoryMisfit, type CostedPack, type Fitting } from '../../src-shared/pack/cost/fit.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { surveyFolders } from '../packs/list-packs.ts';

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}

function remedy(instead: Fitting | undefined): string {
  if (instead === undefined) return 'Nothing on this computer would fit: install a smaller model.';
  switch (instead.kind) {
    case 'shorter':
      return `A shot of ${instead.seconds} s would fit.`;
    case 'aspect':
      return `The aspect ${instead.aspect} would fit.`;
    case 'pack':
      return `The model “${instead.id}” would fit.`;
    default:
      return assertNever(instead);
  }
}

function costed(manifest: PackManifest): CostedPack {
  return { id: manifest.id, name: manifest.name, cost: costOfPack(manifest) };
}

/**
 * Refuses a shot that can't fit into the memory of this machine, before anything is loaded. What other programs have at the
 * moment does not count: they can be closed.
 *
 * @param folders where packs lie that may fit instead
 * @throws AppError `engine.memory`, whose hint says what would fit instead
 */
export async function checkMemory(
  pack: PackManifest,
  folders: readonly string[],
  { bucket }: Pick<ResolvedGeneration, 'bucket'>,
  { plan }: Pick<ShotPlan, 'plan'>,
  memoryBytes: number,
): Promise<void> {
  const frames = plan.windows.reduce((most, window) => Math.max(most, window.frames.length), 1);
  const question = {
    pack: costed(pack),
    size: { width: bucket.width, height: bucket.height, frames },
    memoryBytes,
    others: [],
  };
  // The others are looked at only where one of them has to step in.
  if (memoryMisfit(question) === undefined) return;
  const { packs } = await surveyFolders(folders);
  const others = packs.map(({ manifest }) => manifest).filter(({ id }) => id !== pack.id);
  const misfit = memoryMisfit({ ...question, others: others.map(costed) });
  if (misfit === undefined) return;
  const { neededBytes, presentBytes, instead } = misfit;
  throw new AppError(
    'engine.memory',
    `This shot needs about ${gigabytes(neededBytes)} of memory; this computer has ${gigabytes(presentBytes)}.`,
    { hint: remedy(instead) },
  );
}
