import type { ProviderName } from '../protocol.ts';
import type { ParityFigure } from './compare.ts';
import { fixtureNames, fixturesFolder } from './fixture.ts';
import { compareWan } from './wan.ts';

export interface ParityReport {
  readonly provider: ProviderName;
  readonly met: boolean;
  readonly figures: readonly ParityFigure[];
}

/** Families that have reference tensors, by the name of their folder. */
const families = { wan: compareWan } as const;

/**
 * Holds the engine against diffusers: every tiny pack, every graph, every whole pipeline (`npm run parity`).
 *
 * @param checkout where the fixtures lie.
 */
export async function runParity(
  checkout: string,
  provider: ProviderName,
  say: (sentence: string) => void,
): Promise<ParityReport> {
  const figures: ParityFigure[] = [];
  for (const [family, compare] of Object.entries(families)) {
    const folder = fixturesFolder(checkout, family);
    for (const name of await fixtureNames(folder)) {
      say(`${family}/${name} …`);
      figures.push(...(await compare(folder, name, { provider, threads: 1 })));
    }
  }
  return { provider, met: figures.every(({ met }) => met), figures };
}
