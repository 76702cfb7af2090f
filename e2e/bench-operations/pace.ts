import type { GenerationRequestInput } from '../../src-shared/generation/request.ts';
import { figure, type Figure } from './figures.ts';
import type { BenchStudio, Timed } from './studio.ts';

const prompt = 'a red balloon rises over a meadow at noon';

/** Seconds of work per second of new film. */
function pace({ result, seconds }: Timed): number {
  const made = result.recipe.generatedRanges.reduce((sum, [, count]) => sum + count, 0);
  return (seconds * result.rate.num) / (made * result.rate.den);
}

/**
 * What a new second costs in each operation against a second of a generated shot of the same length, rate and steps. Lengths
 * matter: a window holds two seconds, and half a second between known sides costs a whole window too.
 *
 * @param lengths seconds of new film
 * @param rounds each is measured so often; shots are generated before and after, so that a machine that gets slower is seen
 */
export async function measurePace(
  studio: BenchStudio,
  lengths: readonly number[],
  rounds: number,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const length of lengths) {
    const plain: number[] = [];
    const paces = new Map<string, number[]>();
    const common = { prompt, seed: '1' };
    const generate = async (name: string, seconds: number): Promise<void> => {
      const made = await studio.make({ ...common, operation: 'generate', seconds }, name);
      if (seconds === length) plain.push(pace(made));
    };
    // Two seconds before and after what is replaced, whatever the length.
    await generate('whole', length + 4);
    await generate('clip', 2);
    const source = studio.idOf('clip');
    const whole = studio.idOf('whole');
    const requests: Record<string, GenerationRequestInput> = {
      'extend-forward': { ...common, operation: 'extend-forward', seconds: length, source },
      'extend-backward': { ...common, operation: 'extend-backward', seconds: length, source },
      bridge: { ...common, operation: 'bridge', seconds: length, before: { source }, after: { source } },
      fill: { ...common, operation: 'fill', source: whole, from: 2, to: 2 + length },
      loop: { ...common, operation: 'loop', seconds: length },
    };
    for (let round = 0; round < rounds; round += 1) {
      await generate('shot', length);
      for (const [name, request] of Object.entries(requests)) {
        paces.set(name, [...(paces.get(name) ?? []), pace(await studio.make(request, `made-${name}`))]);
      }
      await generate('shot', length);
    }
    const usual = figure('', plain, '').value;
    figures.push(figure(`generate-${length}s`, plain, 's per second of film'));
    for (const [name, all] of paces) {
      const relative = all.map((each) => each / usual);
      figures.push(figure(`${name}-${length}s-time`, relative, 'x generate', { atMost: 1.25 }));
    }
  }
  return figures;
}
