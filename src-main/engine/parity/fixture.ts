import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readSafetensors, type ReferenceTensor } from './safetensors.ts';

/** Where the reference tensors lie in a checkout; made by `python -m export.parity`. */
export function fixturesFolder(checkout: string, family: string): string {
  return resolve(checkout, 'models', 'export', 'fixtures', family);
}

const casesSchema = z.object({
  origin: z.string(),
  cases: z.array(z.looseObject({ graph: z.string(), tensors: z.array(z.string()) })),
});

const filesSchema = z.looseObject({ files: z.record(z.string(), z.looseObject({ sha256: z.string() })) });

export interface ReferenceCase {
  readonly graph: string;
  /** What else the case says; parsed by whoever knows the graph. */
  readonly about: Readonly<Record<string, unknown>>;
  has(name: string): boolean;
  tensor(name: string): ReferenceTensor;
  floats(name: string): Float32Array;
}

/** The packs of a family that have reference tensors. */
export async function fixtureNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'files')
    .map((entry) => entry.name)
    .sort();
}

export async function readCases(folder: string, name: string): Promise<ReferenceCase[]> {
  const text = await readFile(join(folder, name, 'cases.json'), 'utf8');
  const tensors = readSafetensors(await readFile(join(folder, name, 'cases.safetensors')));
  return casesSchema.parse(JSON.parse(text)).cases.map((about, number) => {
    const tensor = (which: string): ReferenceTensor => {
      const found = tensors.get(`${number}.${which}`);
      if (found === undefined) throw new Error(`Case ${number} of ${name} has no ${which}.`);
      return found;
    };
    return {
      graph: about.graph,
      about,
      has: (which) => tensors.has(`${number}.${which}`),
      tensor,
      floats(which) {
        const { data } = tensor(which);
        if (data instanceof Float32Array) return data;
        throw new Error(`${which} of case ${number} is not float32.`);
      },
    };
  });
}

/** Whether a pack's products are made in single or in half precision. */
export type Precision = 'whole' | 'half';

const manifests: Readonly<Record<Precision, string>> = { whole: 'pack.json', half: 'half.json' };

/** The precisions a fixture has packs of. */
export async function precisionsOf(folder: string, name: string): Promise<Precision[]> {
  const entries = await readdir(join(folder, name));
  return entries.includes(manifests.half) ? ['whole', 'half'] : ['whole'];
}

export interface FixturePack {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Puts a fixture's pack together in a folder of its own: the packs of a family have most files in common, which are kept
 * once, each under its hash.
 *
 * @param change edits the manifest first, for tests of packs that are wrong; @param precision which of its two packs, where
 *   it has two.
 */
export async function assemblePack(
  folder: string,
  name: string,
  change: (manifest: Record<string, unknown>) => void = () => undefined,
  precision: Precision = 'whole',
): Promise<FixturePack> {
  const target = await mkdtemp(join(tmpdir(), 'kinoloom-fixture-pack-'));
  const text = await readFile(join(folder, name, manifests[precision]), 'utf8');
  const manifest = filesSchema.parse(JSON.parse(text));
  for (const [file, { sha256 }] of Object.entries(manifest.files))
    await copyFile(join(folder, 'files', sha256), join(target, file));
  change(manifest);
  await writeFile(join(target, 'pack.json'), JSON.stringify(manifest));
  return { folder: target, remove: () => rm(target, { recursive: true, force: true }) };
}
