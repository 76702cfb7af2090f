import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../run/paths.mjs';

/**
 * Bundles one TypeScript entry into a program of its own for a plain Node, without the app's build: for measurements.
 *
 * @param {object} options
 * @param {string} options.entry from the repository's root
 * @param {string} options.outDir what else lies there is replaced, unless `keep`
 * @param {string} options.name of the file, without its ending
 * @param {string} [options.target]
 * @param {boolean} [options.keep]
 * @param {readonly string[]} [options.external] packages left outside besides the native ones
 * @returns {Promise<string>} the path of the program
 */
export async function bundleProgram({ entry, outDir, name, target = 'node20', keep = false, external = [] }) {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['onnxruntime-node', ...external] },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: !keep,
      target,
      rollupOptions: { output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false } },
    },
  });
  return join(outDir, `${name}.cjs`);
}
