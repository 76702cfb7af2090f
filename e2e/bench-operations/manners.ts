import { createHash } from 'node:crypto';
import { framesOf } from '../../src-shared/quality/frame.ts';
import { measureDrift, measureEnds } from '../../src-shared/quality/drift.ts';
import { measuredWish } from '../../src-main/generation/measure-joins.ts';
import { readFrames } from '../../src-main/media/read-frames.ts';
import { figure, type Figure } from './figures.ts';
import type { BenchStudio, Timed } from './studio.ts';

const prompt = 'a blue boat sails to the right by the sea at sunset';
const never = new AbortController().signal;

async function digestOf(studio: BenchStudio, { result }: Timed): Promise<string> {
  const tool = await studio.core.ffmpeg();
  const indices = Array.from({ length: result.frames }, (_, index) => index);
  const frames = await readFrames(tool, result.out, { indices, size: result.size, fit: 'cover' }, never);
  return createHash('sha256').update(frames).digest('hex');
}

/** How long a cancellation takes, from the wish to the end of the work. */
export async function measureCancel(studio: BenchStudio, rounds: number): Promise<Figure[]> {
  const felt: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const stop = new AbortController();
    let since = 0;
    const listener = {
      step(index: number) {
        // In the middle of the next step, where it hurts most.
        if (index !== 3 + (round % 4)) return;
        since = performance.now();
        stop.abort();
      },
    };
    const request = { operation: 'generate', prompt, seconds: 4, seed: '1' } as const;
    await studio.make(request, 'cancelled', { listener, signal: stop.signal }).then(
      () => {
        throw new Error('It was not cancelled.');
      },
      () => felt.push(performance.now() - since),
    );
  }
  return [figure('cancel', felt, 'ms', { atMost: 300 }), figure('cancel-worst', felt, 'ms', undefined, 1)];
}

/** What showing the forming picture costs: denoising with and without, in turn. */
export async function measurePreviews(studio: BenchStudio, rounds: number): Promise<Figure[]> {
  const costs: number[] = [];
  const denoising = async (listener: object): Promise<number> => {
    const request = { operation: 'generate', prompt, seconds: 2, seed: '2' } as const;
    const { result } = await studio.make(request, 'previewed', { listener });
    return result.seconds.denoising ?? Number.NaN;
  };
  for (let round = 0; round < rounds; round += 1) {
    const without = await denoising({});
    const shown = await denoising({ preview: () => undefined });
    costs.push(shown / without - 1);
  }
  return [figure('preview-cost', costs, 'of denoising', { atMost: 0.05 })];
}

/** A minute in one request: whether it ends, how long it takes and how far it drifts. */
export async function measureFilm(studio: BenchStudio, seconds: number): Promise<Figure[]> {
  const made = await studio.make({ operation: 'generate', prompt, seconds, seed: '3' }, 'film');
  const { result } = made;
  const tool = await studio.core.ffmpeg();
  const wish = measuredWish(result.size);
  const step = 6;
  const indices = Array.from({ length: Math.ceil(result.frames / step) }, (_, index) => index * step);
  const frames = framesOf(await readFrames(tool, result.out, { indices, ...wish }, never), wish.size);
  const rate = { num: result.rate.num, den: result.rate.den * step };
  const ends = measureEnds(frames, rate);
  const drift = measureDrift(frames, rate);
  return [
    figure('film-colour-drift', [ends.colour], 'first to last 5 s', { atMost: 0.1 }),
    figure('film-sharpness-drift', [Math.abs(ends.sharpness)], 'first to last 5 s', { atMost: 0.1 }),
    figure('film-content-drift', [drift.content], 'Lab in ten seconds'),
    figure('film-seconds', [made.seconds], `s for ${seconds} s of film`),
    figure('film-windows', [result.recipe.plan.windows.length], 'windows'),
  ];
}

/** Kills the engine at random steps, one run after another: every one has to come out as if nothing had happened. */
export async function measureDeaths(studio: BenchStudio, deaths: number): Promise<Figure[]> {
  const request = { operation: 'generate', prompt, seconds: 4, seed: '4', raw: true } as const;
  const whole = await studio.make(request, 'whole');
  const wanted = await digestOf(studio, whole);
  const total = whole.result.steps;
  const again: number[] = [];
  let same = 0;
  for (let death = 0; death < deaths; death += 1) {
    const at = 1 + Math.floor(Math.random() * total);
    let seen = 0;
    let killed = false;
    const listener = {
      step(index: number) {
        seen += 1;
        const { pid } = studio.core.engine.host;
        if (index !== at || killed || pid === undefined) return;
        killed = true;
        process.kill(pid, 'SIGKILL');
      },
    };
    const broken = await studio.make(request, 'broken', { listener });
    if ((await digestOf(studio, broken)) === wanted) same += 1;
    again.push((seen - total) / total);
  }
  return [
    figure('deaths-survived', [same / deaths], `of ${deaths}, bit for bit`, { atLeast: 1 }),
    figure('deaths-lost-work', again, 'of the steps', { atMost: 0.1 }, 1),
  ];
}
