import type { ProviderName } from '../protocol.ts';
import type { ParityFigure } from './compare.ts';
import { fixtureNames, fixturesFolder, precisionsOf } from './fixture.ts';
import { compareLtx } from './ltx.ts';
import { compareWan } from './wan.ts';

export interface ParityReport {
  readonly provider: ProviderName;
  readonly met: boolean;
  readonly figures: readonly ParityFigure[];
}

/** Families that have reference tensors, by the name of their folder. */
const families = { wan: compareWan, ltx: compareLtx } as const;

/**
 * Holds the engine against diffusers: every tiny pack, every graph, every whole pipeline (`npm run parity`).
 *
 * @param checkout where the fixtures lie; @param only one pack, e.g. `wan/t2v`; @param quick one case of each graph, one pipeline.
 */
export async function runParity(
  checkout: string,
  { provider, only, quick }: { provider: ProviderName; only: string | undefined; quick: boolean },
  say: (sentence: string) => void,
): Promise<ParityReport> {
  const figures: ParityFigure[] = [];
  for (const [family, compare] of Object.entries(families)) {
    const folder = fixturesFolder(checkout, family);
    for (const name of await fixtureNames(folder)) {
      const pack = `${family}/${name}`;
      if (only !== undefined && only !== pack) continue;
      say(`${pack} …`);
      // Drivers differ in whether they have half precision at all.
      const precisions = provider === 'cpu' ? await precisionsOf(folder, name) : (['whole'] as const);
      for (const precision of precisions)
        figures.push(...(await compare(folder, name, { provider, threads: 1, quick, precision })));
    }
  }
  return { provider, met: figures.length > 0 && figures.every(({ met }) => met), figures };
}
