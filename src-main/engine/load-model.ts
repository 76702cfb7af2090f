import { assertNever } from '../../src-shared/lib/assert-never.ts';
import { packHashOf } from '../packs/pack-hash.ts';
import { verifyPack } from '../packs/verify.ts';
import { executeClips } from './families/clips/execute-clips.ts';
import { ltxFamily } from './families/ltx/family.ts';
import { openLtx } from './families/ltx/load.ts';
import { wanFamily } from './families/wan/family.ts';
import { openWan } from './families/wan/load.ts';
import type { LoadOptions, Model } from './model.ts';
import { openAnimatic } from './packs/open-animatic.ts';
import { executeRun } from './run/execute-run.ts';

/**
 * Verifies the pack in a folder, then makes it ready. Whatever fails, nothing stays in memory.
 *
 * @throws AppError `pack.*`, `engine.backend` or `engine.memory`.
 */
export async function loadModel(options: LoadOptions): Promise<Model> {
  const manifest = await verifyPack(options.packFolder);
  const about = { manifest, packHash: packHashOf(manifest), provider: options.provider };
  switch (manifest.family) {
    case 'animatic': {
      const model = await openAnimatic(manifest, options);
      return {
        ...about,
        execute: (message, payload, reports) => executeRun(model, message, payload, reports),
        release: () => model.release(),
      };
    }
    case 'wan': {
      const model = await openWan(manifest, options);
      return {
        ...about,
        execute: (message, payload, reports) => executeClips(wanFamily(model), message, payload, reports),
        release: () => model.stages.release(),
      };
    }
    case 'ltx': {
      const model = await openLtx(manifest, options);
      return {
        ...about,
        execute: (message, payload, reports) => executeClips(ltxFamily(model), message, payload, reports),
        release: () => model.stages.release(),
      };
    }
    default:
      return assertNever(manifest);
  }
}
