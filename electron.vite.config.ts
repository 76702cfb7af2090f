import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * What is built: three CommonJS programs for Node (the Electron entry, the engine process, the command line), one
 * bundled preload (a sandboxed preload may not `require` files), and the renderer. The targets are said outright
 * because the tests run the same bundles on an older Electron (Chrome 114, Node 18.15) than the declared one.
 *
 * What is read at every start is made small: the page is minified (source maps lie beside it), the programs lose comments
 * and white space but keep their names, which stand in the logs.
 */
const withoutSpace = { mangle: false, compress: true, codegen: { removeWhitespace: true } } as const;

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node18.15',
      sourcemap: true,
      externalizeDeps: { exclude: ['mediabunny', 'zod', '@huggingface/tokenizers', 'electron-log'] },
      rollupOptions: {
        input: {
          index: resolve(import.meta.dirname, 'src-main/index.ts'),
          engine: resolve(import.meta.dirname, 'src-main/engine/index.ts'),
          cli: resolve(import.meta.dirname, 'src-main/cli/index.ts'),
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
          minify: withoutSpace,
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // The same engine as chrome114; electron-vite accepts only Node's name for it here.
      target: 'node18.15',
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve(import.meta.dirname, 'src-main/electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      // The page's policy loads fonts from its own files alone, never from data: addresses.
      assetsInlineLimit: 0,
      target: 'chrome114',
      minify: true,
      sourcemap: true,
      rollupOptions: {
        input: { index: resolve(import.meta.dirname, 'src-renderer/index.html') },
        // Zod is told not to compile code before any other chunk makes a schema: whoever reads zod has read that too.
        output: {
          // What several chunks need is one file: each asked for at the start is waited for.
          codeSplitting: {
            groups: [
              { name: 'zod', test: /node_modules[\\/]zod[\\/]|zod-without-eval/u, priority: 1 },
              { name: 'shared', minShareCount: 2 },
            ],
          },
        },
      },
    },
  },
});
