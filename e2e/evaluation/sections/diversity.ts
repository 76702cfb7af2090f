import { figure } from '../../../src-shared/evaluation/figure.ts';
import type { PromptEntry } from '../../../src-shared/evaluation/prompt-set.ts';
import { targets } from '../../../src-shared/evaluation/targets.ts';
import { meanPairDistance } from '../../../src-shared/quality/frechet.ts';
import { seedOf, type Desk, type Section } from '../desk.ts';

const seeds = 4;

/** One sentence, several seeds: how far apart the clips are, against the renderer's own for one sentence. */
export function diversitySection(desk: Desk, entries: readonly PromptEntry[], count: number): Section {
  const spreads: number[] = [];
  return {
    name: 'diversity',
    tasks: entries.slice(0, count).map((entry, index) => ({
      section: 'diversity',
      async run() {
        const features: Float32Array[] = [];
        for (let seed = 0; seed < seeds; seed += 1) {
          // The first two are there already: the prompt's own clip, and the one a bridge leads to.
          const shot = await desk.shot(entry, seedOf(index) + (seed < 2 ? seed : seed * 100));
          features.push(shot.sight.features);
          desk.sheets.add('diversity', {
            frames: shot.frames,
            text: `${entry.prompt}  [seed ${seed + 1}]`,
            marks: ['made'],
          });
        }
        spreads.push(meanPairDistance(features));
      },
    })),
    figures() {
      if (spreads.length === 0) return [];
      const mean = spreads.reduce((sum, value) => sum + value, 0) / spreads.length;
      const { feature } = desk.references.diversity;
      return [
        figure('diversity', mean, spreads.length, { ceiling: feature }),
        figure('diversity-ratio', mean / feature, spreads.length, {
          target: targets.diversity,
          unit: 'x real',
        }),
      ];
    },
  };
}

/** Draft clips: how long they take, and what they still show. */
export function draftSection(desk: Desk, entries: readonly PromptEntry[], count: number): Section {
  const seconds: number[] = [];
  return {
    name: 'draft',
    tasks: entries.slice(0, count).map((entry, index) => ({
      section: 'draft',
      async run() {
        const made = await desk.studio.make({
          request: { operation: 'generate', frames: desk.window },
          prompt: entry.prompt,
          seed: seedOf(index),
          draft: true,
        });
        seconds.push(made.seconds);
        desk.sheets.add('draft', { frames: made.frames, text: entry.prompt, marks: ['made'] });
      },
    })),
    figures() {
      if (seconds.length === 0) return [];
      const middle = [...seconds].sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0;
      return [
        figure('seconds-clip-draft', middle, seconds.length, { unit: 's', target: targets.secondsDraft }),
      ];
    },
  };
}
