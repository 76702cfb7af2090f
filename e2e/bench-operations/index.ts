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
import { benchPrompts, openBenchStudio, type BenchStudio } from './studio.ts';

/** What can be measured, in this order. */
export const operationsParts = ['joins', 'pace', 'cancel', 'previews', 'deaths', 'film'] as const;
export type OperationsPart = (typeof operationsParts)[number];

export interface OperationsBenchOptions {
  /** The checkout. */
  readonly root: string;
  readonly parts: readonly OperationsPart[];
  readonly prompts: number;
  /** Seconds of the long film. */
  readonly film: number;
  /** How often the engine is killed. */
  readonly deaths: number;
  /** The pack's own where absent. */
  readonly steps?: number | undefined;
  readonly say: (sentence: string) => void;
}

interface Part {
  readonly says: string;
  measure(studio: BenchStudio): Promise<Figure[]>;
}

function partsOf({
  prompts,
  film,
  deaths,
  say,
}: OperationsBenchOptions): Readonly<Record<OperationsPart, Part>> {
  return {
    joins: {
      says: `Joins and loops over ${prompts} prompts …`,
      measure: (studio) => measureOperations(studio, benchPrompts(prompts), say),
    },
    pace: { says: 'What a new second costs …', measure: (studio) => measurePace(studio, [2, 4, 8], 3, say) },
    cancel: { says: 'Cancelling …', measure: (studio) => measureCancel(studio, 10) },
    previews: { says: 'Previews …', measure: (studio) => measurePreviews(studio, 5) },
    deaths: {
      says: `${deaths} deaths of the engine …`,
      measure: (studio) => measureDeaths(studio, deaths),
    },
    film: {
      says: `${film} seconds in one request …`,
      measure: (studio) => measureFilm(studio, film),
    },
  };
}

/** The targets of generation as editing that are asked for, measured with the embedded pack by the built engine. */
export async function runOperationsBench(options: OperationsBenchOptions): Promise<unknown> {
  const { root, parts, prompts, steps, say } = options;
  const places = await findPlaces(join(root, 'out', 'main'));
  const { manifest } = await findPack([places.models], 'animatic');
  const scratch = await mkdtemp(join(tmpdir(), 'kinoloom-bench-operations-'));
  const core = composeCore({ places, log: silentLogger });
  const figures: Figure[] = [];
  try {
    const studio = openBenchStudio(core, scratch, steps);
    const all = partsOf(options);
    for (const name of parts) {
      say(all[name].says);
      figures.push(...(await all[name].measure(studio)));
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
