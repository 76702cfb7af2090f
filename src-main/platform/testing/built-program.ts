import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../../..');

const entries = { engine: 'src-main/engine/index.ts', cli: 'src-main/cli/index.ts' } as const;

export interface BuiltProgram {
  /** The bundle, to be run by a plain Node. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles a program of the present sources, so that a test starts exactly what ships, or a second one beside itself. */
export async function buildProgram(name: keyof typeof entries): Promise<BuiltProgram> {
  // Inside the repository, where packages that are not bundled are found, the native module among them.
  const cache = join(root, '.cache', 'test-programs');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, `${name}-`));
  const file = `${name}.cjs`;
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['onnxruntime-node'] },
    build: {
      ssr: entries[name],
      outDir: folder,
      target: 'node18.15',
      rollupOptions: { output: { format: 'cjs', entryFileNames: file } },
    },
  });
  return { path: join(folder, file), remove: () => rm(folder, { recursive: true, force: true }) };
}
