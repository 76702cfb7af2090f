import type { LtxManifest } from '../../../../src-shared/pack/schema.ts';
import type { LoadOptions } from '../../model.ts';
import { openClipPack, type ClipRoles } from '../clips/open-clip-pack.ts';
import { createWordReader } from '../clips/words.ts';
import { createLtxCodec } from './codec.ts';
import { ltxContracts, type LtxRole } from './contracts.ts';
import type { LtxModel } from './window.ts';

const repeated = ['transformer', 'head', 'body', 'end'] as const satisfies readonly LtxRole[];

const roles: ClipRoles<LtxRole> = {
  all: ['text', ...repeated, 'encoder', 'decoder'],
  repeated: new Set(repeated),
  onProcessor: new Set(['text']),
};

/**
 * Makes an LTX pack ready.
 *
 * @throws AppError `pack.*`.
 */
export async function openLtx(manifest: LtxManifest, options: LoadOptions): Promise<LtxModel> {
  const { stages, tokenize, decodeLimit } = await openClipPack(
    manifest,
    manifest.graphs,
    ltxContracts(manifest),
    roles,
    options,
  );
  return {
    manifest,
    stages,
    codec: createLtxCodec(manifest, stages, decodeLimit),
    readWords: createWordReader(manifest, stages, tokenize),
  };
}
