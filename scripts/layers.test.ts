import { readFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { filesBelow } from './run/files.mjs';
import { root } from './run/paths.mjs';

/**
 * Walks every import of the product and holds it against the layers of ARCHITECTURE.md. The compiler and the linter check
 * most of this too; here no comment can switch it off.
 */
interface Import {
  readonly file: string;
  /** A path from the checkout for our own files, else the name of a package or of a part of Node. */
  readonly target: string;
}

interface Layer {
  /** Files of the layer, by the beginning of their path. */
  readonly folder: string;
  readonly except?: string;
  /** Beginnings of what it may import. */
  readonly may: readonly string[];
}

const react = ['react', 'react-dom/', 'react-i18next', 'i18next', 'zustand', 'lucide-react'];
const widgets = [
  '@base-ui/react/',
  '@atlaskit/pragmatic-drag-and-drop/',
  '@fontsource-variable/',
  '@tanstack/',
];

const layers: readonly Layer[] = [
  { folder: 'src-shared/', may: ['src-shared/', 'zod'] },
  { folder: 'src-renderer/', may: ['src-renderer/', 'src-shared/', 'zod', ...react, ...widgets] },
  {
    folder: 'src-main/electron/preload/',
    may: ['src-main/electron/channels.ts', 'src-main/electron/preload/', 'src-shared/', 'electron', 'zod'],
  },
  {
    folder: 'src-main/engine/',
    // Reading and verifying packs is needed on both sides of the process border.
    may: [
      'src-main/engine/',
      'src-main/packs/',
      'src-shared/',
      'node:',
      'zod',
      'onnxruntime-node',
      '@huggingface/',
    ],
  },
  { folder: 'src-main/packs/', may: ['src-main/packs/', 'src-shared/', 'node:', 'zod'] },
  { folder: 'src-main/files/', may: ['src-main/files/', 'src-shared/', 'node:'] },
  {
    folder: 'src-main/media/',
    may: ['src-main/media/', 'src-main/files/', 'src-shared/', 'node:', 'zod', 'mediabunny'],
  },
  // The services know neither the window nor the command line.
  {
    folder: 'src-main/',
    except: 'src-main/electron/',
    may: [
      'src-main/',
      'src-shared/',
      'node:',
      'zod',
      'mediabunny',
      'electron-log',
      'yazl',
      'yauzl',
      'package.json',
      'onnxruntime-node',
      '@huggingface/',
      'fountain-js',
    ],
  },
  { folder: 'src-main/electron/', may: ['src-main/', 'src-shared/', 'node:', 'zod', 'electron'] },
];

const statement = /^(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?'([^']+)'/gm;
const call = /\bimport\('([^']+)'\)/g;

let sources: ReadonlyMap<string, string> = new Map();
let imports: readonly Import[] = [];

beforeAll(async () => {
  const found = new Map<string, string>();
  for (const folder of ['src-shared', 'src-main', 'src-renderer']) {
    for (const path of await filesBelow(join(root, folder))) {
      const file = relative(root, path).split(sep).join('/');
      const isProduct =
        /\.tsx?$/.test(file) && !/\.test(-d)?\.tsx?$/.test(file) && !/\/(testing|dev)\//.test(file);
      if (isProduct) found.set(file, await readFile(path, 'utf8'));
    }
  }
  sources = found;
  imports = [...found].flatMap(([file, text]) =>
    [...text.matchAll(statement), ...text.matchAll(call)].map(([, name = '']) => ({
      file,
      target: name.startsWith('.') ? posix.normalize(posix.join(dirname(file), name)) : name,
    })),
  );
});

describe('the layers', () => {
  test('are read from a program that has them all', () => {
    for (const { folder } of layers) {
      expect(
        imports.some(({ file }) => file.startsWith(folder)),
        folder,
      ).toBe(true);
    }
  });

  test.each(layers)('$folder imports only what lies below it', ({ folder, except, may }) => {
    const strangers = imports.filter(
      ({ file, target }) =>
        file.startsWith(folder) &&
        (except === undefined || !file.startsWith(except)) &&
        !may.some((beginning) => target === beginning || target.startsWith(beginning)),
    );
    expect(strangers).toEqual([]);
  });

  test('only src-main/electron knows Electron', () => {
    const strangers = imports.filter(
      ({ file, target }) => target === 'electron' && !file.startsWith('src-main/electron/'),
    );
    expect(strangers).toEqual([]);
  });

  test('only the engine knows ONNX Runtime', () => {
    const strangers = imports.filter(
      ({ file, target }) => target.startsWith('onnxruntime') && !file.startsWith('src-main/engine/'),
    );
    expect(strangers).toEqual([]);
  });

  test('the services know neither the window nor the command line', () => {
    const doors = ['src-main/electron/', 'src-main/cli/'];
    const entries = ['src-main/index.ts', 'src-main/cli/', 'src-main/electron/'];
    const strangers = imports.filter(
      ({ file, target }) =>
        doors.some((door) => target.startsWith(door)) && !entries.some((entry) => file.startsWith(entry)),
    );
    expect(strangers).toEqual([]);
  });
});

describe('the house rules', () => {
  function filesWith(pattern: RegExp): string[] {
    return [...sources].filter(([, text]) => pattern.test(text)).map(([file]) => file);
  }

  test('nothing blocks: no synchronous calls into Node', () => {
    expect(
      filesWith(/\b(?:read|write|stat|exists|mkdir|rm|open|exec|spawn|readdir|copy|rename)\w*Sync\(/),
    ).toEqual([]);
  });

  test('names say what a file gives: no default exports, no files that only pass on', () => {
    expect(filesWith(/^export default /m)).toEqual([]);
    expect(filesWith(/^export (?:\*|\{[^}]*\}) from /m)).toEqual([]);
  });

  test('nothing is left for later', () => {
    expect(filesWith(/\b(?:TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  test('one idea a file: none is longer than 400 lines', () => {
    const long = [...sources].filter(([, text]) => text.split('\n').length > 401).map(([file]) => file);
    expect(long).toEqual([]);
  });
});
