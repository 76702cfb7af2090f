import { figure, spreadFigures } from '../../../src-shared/evaluation/figure.ts';
import type { PromptEntry } from '../../../src-shared/evaluation/prompt-set.ts';
import { targets } from '../../../src-shared/evaluation/targets.ts';
import { measureLoop } from '../../../src-shared/quality/loop.ts';
import { median } from '../../../src-shared/quality/statistics.ts';
import { seedOf, type Desk, type Section } from '../desk.ts';

/** Less change than this from frame to frame is no motion that could be kept, levels. */
const leastMotion = 0.3;

/** Shots closed in time: the step from the last frame to the first, and whether anything still moves. */
export function loopSection(desk: Desk, entries: readonly PromptEntry[], count: number): Section {
  const seams: number[] = [];
  const kept: number[] = [];
  return {
    name: 'loops',
    tasks: entries.slice(0, count).map((entry, index) => ({
      section: 'loops',
      async run() {
        const open = measureLoop((await desk.shot(entry, seedOf(index))).frames);
        const { frames } = await desk.studio.make({
          request: { operation: 'loop', frames: desk.window },
          prompt: entry.prompt,
          seed: seedOf(index) + 3,
        });
        const closed = measureLoop(frames);
        seams.push(closed.seam.spikeRatio);
        if (open.motion >= leastMotion) kept.push(closed.motion / open.motion);
        desk.sheets.add('loop', {
          frames: [...frames, ...frames.slice(0, 1)],
          text: `${entry.prompt}  [seam ${closed.seam.spikeRatio.toFixed(2)}, motion ${closed.motion.toFixed(2)} of ${open.motion.toFixed(2)}]`,
          marks: [closed.seam.spikeRatio <= targets.loop.p95.atMost ? 'right' : 'wrong'],
        });
      },
    })),
    figures: () => [
      ...spreadFigures('loop-seam', seams, targets.loop),
      ...(kept.length > 0
        ? [figure('loop-motion-kept', median(kept), kept.length, { target: targets.loopMotion })]
        : []),
    ],
  };
}
