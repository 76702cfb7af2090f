import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../../..');

export interface BuiltEngine {
  /** The engine's bundle, to be run by a plain Node. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles the engine process of the present sources, so that a test starts exactly what ships. */
export async function buildEngine(): Promise<BuiltEngine> {
  // Inside the repository, where `require('onnxruntime-node')` finds the native module.
  const cache = join(root, '.cache', 'test-engines');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'engine-'));
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['onnxruntime-node'] },
    build: {
      ssr: 'src-main/engine/index.ts',
      outDir: folder,
      target: 'node18.15',
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'engine.cjs' } },
    },
  });
  return { path: join(folder, 'engine.cjs'), remove: () => rm(folder, { recursive: true, force: true }) };
}
