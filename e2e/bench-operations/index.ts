import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeCore } from '../../src-main/compose.ts';
import { findPack } from '../../src-main/generation/find-pack.ts';
import { silentLogger } from '../../src-main/log/logger.ts';
import { packHashOf } from '../../src-main/packs/pack-hash.ts';
import { threadCount } from '../../src-main/platform/machine.ts';
import { findPlaces } from '../../src-main/platform/places.ts';
import type { Figure } from './figures.ts';
import { measureOperations } from './joins.ts';
import { measureCancel, measureDeaths, measureFilm, measurePreviews } from './manners.ts';
import { measurePace } from './pace.ts';
import { benchPrompts, openBenchStudio } from './studio.ts';

export interface OperationsBenchOptions {
  /** The checkout. */
  readonly root: string;
  readonly prompts: number;
  /** Seconds of the long film; 0 = none. */
  readonly film: number;
  /** How often the engine is killed. */
  readonly deaths: number;
  /** The pack's own where absent. */
  readonly steps?: number | undefined;
  readonly say: (sentence: string) => void;
}

/** Every target of generation as editing, measured with the embedded pack by the built engine. */
export async function runOperationsBench({
  root,
  prompts,
  film,
  deaths,
  steps,
  say,
}: OperationsBenchOptions): Promise<unknown> {
  const places = await findPlaces(join(root, 'out', 'main'));
  const { manifest } = await findPack([places.models], 'animatic');
  const scratch = await mkdtemp(join(tmpdir(), 'kinoloom-bench-operations-'));
  const core = composeCore({ places, log: silentLogger });
  const figures: Figure[] = [];
  try {
    const studio = openBenchStudio(core, scratch, steps);
    say(`Joins and loops over ${prompts} prompts …`);
    figures.push(...(await measureOperations(studio, benchPrompts(prompts), say)));
    say('What a new second costs …');
    figures.push(...(await measurePace(studio, [2, 4, 8], 2)));
    say('Cancelling …');
    figures.push(...(await measureCancel(studio, 10)));
    say('Previews …');
    figures.push(...(await measurePreviews(studio, 5)));
    if (deaths > 0) {
      say(`${deaths} deaths of the engine …`);
      figures.push(...(await measureDeaths(studio, deaths)));
    }
    if (film > 0) {
      say(`${film} seconds in one request …`);
      figures.push(...(await measureFilm(studio, film)));
    }
  } finally {
    await core.dispose();
    await rm(scratch, { recursive: true, force: true });
  }
  return {
    machine: { processor: cpus()[0]?.model.trim() ?? 'unknown', threads: threadCount() },
    pack: { id: manifest.id, version: manifest.version, sha256: packHashOf(manifest) },
    prompts,
    steps: steps ?? manifest.sampler.steps,
    figures,
  };
}
