import type { GenerationRequestInput } from '../../src-shared/generation/request.ts';
import type { SeamMeasure } from '../../src-shared/generation/recipe.ts';
import { measureTake } from '../../src-main/generation/measure-joins.ts';
import { figure, type Figure } from './figures.ts';
import type { BenchStudio, Timed } from './studio.ts';

interface Made {
  readonly seams: SeamMeasure[];
}

const none = (): Made => ({ seams: [] });

/**
 * Every operation with a join, and both kinds of loops, for each prompt: from a two-second clip of it, with a seed of its
 * own, so that a run can be done again.
 */
export async function measureOperations(
  studio: BenchStudio,
  prompts: readonly string[],
  say: (sentence: string) => void,
): Promise<Figure[]> {
  const joins = { 'extend-forward': none(), 'extend-backward': none(), bridge: none(), fill: none() };
  const loops: { readonly ratio: number[]; readonly motion: number[]; readonly closed: number[] } = {
    ratio: [],
    motion: [],
    closed: [],
  };
  const tool = await studio.core.ffmpeg();
  const signal = new AbortController().signal;
  await studio.make({ operation: 'generate', prompt: prompts[0] ?? 'a boat', seconds: 2, seed: '0' }, 'warm');
  for (const [at, prompt] of prompts.entries()) {
    const seed = String(at + 1);
    const clip = await studio.make({ operation: 'generate', prompt, seconds: 2, seed }, 'clip');
    const source = studio.idOf('clip');
    const common = { prompt, seed };
    const requests: Record<keyof typeof joins, GenerationRequestInput> = {
      'extend-forward': { ...common, operation: 'extend-forward', seconds: 2, source },
      'extend-backward': { ...common, operation: 'extend-backward', seconds: 2, source },
      // From the clip's end to its own beginning: the same scene on both sides.
      bridge: { ...common, operation: 'bridge', seconds: 1, before: { source }, after: { source } },
      fill: { ...common, operation: 'fill', source, from: 0.75, to: 1.25 },
    };
    const said: string[] = [];
    for (const name of ['extend-forward', 'extend-backward', 'bridge', 'fill'] as const) {
      const { result } = await studio.make(requests[name], name);
      joins[name].seams.push(...result.seams);
      said.push(`${name} ${shown(result.seams)}`);
    }
    const whole = { joins: [], closes: true };
    const { closing: unlooped } = await measureTake(tool, takeOf(clip), whole, clip.result.size, signal);
    const loop = await studio.make({ ...common, operation: 'loop', seconds: 2 }, 'loop');
    const [seam] = loop.result.seams;
    if (seam !== undefined) loops.ratio.push(seam.spikeRatio);
    loops.motion.push((loop.result.recipe.loop?.motion ?? 0) / Math.max(0.1, unlooped?.motion ?? 0.1));
    const closed = await studio.make({ ...common, operation: 'loop', seconds: 1, source }, 'closed');
    const last = closed.result.seams.at(-1);
    if (last !== undefined) loops.closed.push(last.spikeRatio);
    const closing = last === undefined ? [] : [`closed ${last.spikeRatio.toFixed(2)}`];
    const spikes = [...said, `loop ${shown(loop.result.seams)}`, ...closing].join(', ');
    say(`${at + 1} of ${prompts.length}, ${prompt}: ${spikes}`);
  }
  return [
    ...Object.entries(joins).flatMap(([name, { seams }]) => {
      const spikes = seams.map(({ spikeRatio }) => spikeRatio);
      const colours = seams.map(({ colourStep }) => colourStep);
      return [
        figure(`${name}-spike`, spikes, 'x in-clip', { atMost: 1.3 }),
        figure(`${name}-spike-p95`, spikes, 'x in-clip', { atMost: 2 }, 0.95),
        figure(`${name}-colour-step`, colours, 'x in-clip', { atMost: 1.5 }),
      ];
    }),
    figure('loop-ratio', loops.ratio, 'x in-clip', { from: 0.7, to: 1.3 }),
    figure('loop-ratio-p95', loops.ratio, 'x in-clip', { atMost: 1.6 }, 0.95),
    figure('loop-motion', loops.motion, 'x unlooped', { atLeast: 0.5 }),
    figure('closed-clip-ratio', loops.closed, 'x in-clip', { from: 0.7, to: 1.3 }),
  ];
}

function shown(seams: readonly SeamMeasure[]): string {
  return seams.map(({ spikeRatio }) => spikeRatio.toFixed(2)).join('/');
}

function takeOf({ result }: Timed) {
  return { path: result.out, files: [result.out], frames: result.frames, bytes: 0 };
}
