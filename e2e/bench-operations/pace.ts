import type { GenerationRequestInput } from '../../src-shared/generation/request.ts';
import { figure, type Figure } from './figures.ts';
import type { BenchStudio, Timed } from './studio.ts';

const prompt = 'a red balloon rises over a meadow at noon';

/** Seconds of work per second of new film. */
function pace({ result, seconds }: Timed): number {
  const made = result.recipe.generatedRanges.reduce((sum, [, count]) => sum + count, 0);
  return (seconds * result.rate.num) / (made * result.rate.den);
}

/** Where the time went. */
function phasesOf({ result, seconds }: Timed): string {
  const phases = Object.entries(result.seconds).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  const windows = result.recipe.plan.windows.length;
  return `${seconds.toFixed(2)} s; ${phases.join(', ')}; ${result.evaluations} evaluations in ${windows} windows`;
}

/**
 * What a new second costs in each operation against a second of a generated shot of the same length, rate and steps. Lengths
 * matter: a window holds two seconds, and half a second between known sides costs a whole window too. A shot is generated
 * before and after each operation, and they are compared with one another only: a shared machine may work half as fast a
 * minute later.
 *
 * @param lengths seconds of new film
 * @param rounds each is measured so often
 */
export async function measurePace(
  studio: BenchStudio,
  lengths: readonly number[],
  rounds: number,
  say: (sentence: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const common = { prompt, seed: '1' };
  const make = async (request: GenerationRequestInput, name: string): Promise<number> => {
    const made = await studio.make(request, name);
    say(`${name}: ${phasesOf(made)}`);
    return pace(made);
  };
  for (const length of lengths) {
    const plain: GenerationRequestInput = { ...common, operation: 'generate', seconds: length };
    // Two seconds before and after what is replaced, whatever the length.
    await make({ ...plain, seconds: length + 4 }, 'whole');
    await make({ ...plain, seconds: 2 }, 'clip');
    const source = studio.idOf('clip');
    const requests: Record<string, GenerationRequestInput> = {
      'extend-forward': { ...common, operation: 'extend-forward', seconds: length, source },
      'extend-backward': { ...common, operation: 'extend-backward', seconds: length, source },
      bridge: { ...common, operation: 'bridge', seconds: length, before: { source }, after: { source } },
      fill: { ...common, operation: 'fill', source: studio.idOf('whole'), from: 2, to: 2 + length },
      loop: { ...common, operation: 'loop', seconds: length },
    };
    const usual: number[] = [await make(plain, 'shot')];
    const ratios = new Map(Object.keys(requests).map((name) => [name, [] as number[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, request] of Object.entries(requests)) {
        const before = usual.at(-1) ?? 0;
        const made = await make(request, `${name}-${length}s`);
        const after = await make(plain, 'shot');
        usual.push(after);
        ratios.get(name)?.push((2 * made) / (before + after));
      }
    }
    figures.push(figure(`generate-${length}s`, usual, 's per second of film'));
    for (const [name, all] of ratios) {
      figures.push(figure(`${name}-${length}s-time`, all, 'x generate', { atMost: 1.25 }));
    }
  }
  return figures;
}
