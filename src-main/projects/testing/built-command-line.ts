import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../../..');

export interface BuiltCommandLine {
  /** The command line's bundle, to be run by a plain Node. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles the command line of the present sources, for tests that need a second program. */
export async function buildCommandLine(): Promise<BuiltCommandLine> {
  // Inside the repository, where packages that are not bundled are found.
  const cache = join(root, '.cache', 'test-command-lines');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'cli-'));
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['onnxruntime-node'] },
    build: {
      ssr: 'src-main/cli/index.ts',
      outDir: folder,
      target: 'node18.15',
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'cli.cjs' } },
    },
  });
  return { path: join(folder, 'cli.cjs'), remove: () => rm(folder, { recursive: true, force: true }) };
}
