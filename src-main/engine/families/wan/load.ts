import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { LoadOptions } from '../../model.ts';
import { openClipPack, type ClipRoles } from '../clips/open-clip-pack.ts';
import { createWordReader } from '../clips/words.ts';
import { createCodec } from './codec.ts';
import { wanContracts, type WanRole } from './contracts.ts';
import type { WanModel } from './window.ts';

const repeated = [
  'transformer',
  'transformerLow',
  'head',
  'body',
  'end',
  'headLow',
  'bodyLow',
  'endLow',
] as const satisfies readonly WanRole[];

const roles: ClipRoles<WanRole> = {
  all: ['text', ...repeated, 'image', 'encoderFirst', 'encoderNext', 'decoderFirst', 'decoderNext'],
  repeated: new Set(repeated),
  onProcessor: new Set(['text', 'image']),
};

/**
 * Makes a Wan pack ready.
 *
 * @throws AppError `pack.*`.
 */
export async function openWan(manifest: WanManifest, options: LoadOptions): Promise<WanModel> {
  const { stages, tokenize, decodeLimit } = await openClipPack(
    manifest,
    manifest.graphs,
    wanContracts(manifest),
    roles,
    options,
  );
  return {
    manifest,
    stages,
    codec: createCodec(manifest, stages, decodeLimit),
    readWords: createWordReader(manifest, stages, tokenize),
  };
}
