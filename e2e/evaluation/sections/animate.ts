import { shareFigure } from '../../../src-shared/evaluation/figure.ts';
import { targets } from '../../../src-shared/evaluation/targets.ts';
import { lumaOf, meanDifference, reduced } from '../../../src-shared/quality/frame.ts';
import { cellColours, labDistance } from '../../../src-shared/quality/lab.ts';
import { ssim } from '../../../src-shared/quality/ssim.ts';
import { median } from '../../../src-shared/quality/statistics.ts';
import type { RgbFrame } from '../../../src-shared/quality/frame.ts';
import type { FirstFrame } from '../assets.ts';
import { seedOf, type Desk, type Section } from '../desk.ts';

/** What must still be there in the last second. */
const keptAttributes = ['subject', 'colour'] as const;

async function begun(
  desk: Desk,
  { caption, picture }: FirstFrame,
  index: number,
): Promise<readonly RgbFrame[]> {
  const { frames } = await desk.studio.make({
    request: { operation: 'animate', frames: desk.window },
    prompt: caption,
    seed: seedOf(index) + 4,
    given: () => [picture],
  });
  return frames;
}

/** Image to video from true renders: is it still the same subject in the same colour in the last second? */
export function animateSection(desk: Desk, count: number): Section {
  const kept: boolean[] = [];
  const each = new Map<string, boolean[]>(keptAttributes.map((name) => [name, []]));
  return {
    name: 'animate',
    tasks: desk.firstFrames.slice(0, count).map((first, index) => ({
      section: 'animate',
      async run() {
        const frames = await begun(desk, first, index);
        const { values } = await desk.probe.read(frames.slice(-desk.probe.frames));
        const hits = keptAttributes.map((name) => values.get(name) === first.scene?.[name]);
        for (const [at, name] of keptAttributes.entries()) each.get(name)?.push(hits[at] === true);
        kept.push(hits.every(Boolean));
        desk.sheets.add('animate', {
          frames,
          text: `${first.caption}  [${keptAttributes.map((name) => `${name} ${values.get(name) ?? '?'}`).join(', ')}]`,
          marks: hits.map((hit) => (hit ? 'right' : 'wrong')),
        });
      },
    })),
    figures: () => [
      ...shareFigure('animate-subject-kept', kept, { target: targets.subjectKept }),
      ...[...each].flatMap(([name, hits]) => shareFigure(`animate-${name}`, hits)),
    ],
  };
}

/** Further than this from the first frame's colours, CIE Lab over a coarse grid, is another picture. */
const mostColour = 18;
/** Less alike than this in structure is another picture; more change than this is a storm. */
const leastLayout = 0.35;
/** Levels of change over the clip below which nothing moves. */
const leastMotion = 0.25;

/** First frames that are not of the world at all: photographs and drawings must not fall apart. */
export function foreignSection(desk: Desk, count: number): Section {
  const fine: boolean[] = [];
  return {
    name: 'foreign',
    tasks: desk.foreign.slice(0, count).map((first, index) => ({
      section: 'foreign',
      async run() {
        const frames = await begun(desk, first, index);
        const small = frames.map((frame) => reduced(frame, 112));
        const [start] = small;
        if (start === undefined) throw new Error('An animation has frames.');
        const cells = cellColours(start, 8, 5);
        const colour = Math.max(
          ...small.map((frame) => {
            const now = cellColours(frame, 8, 5);
            return median(cells.map((lab, at) => labDistance(lab, now[at] ?? lab)));
          }),
        );
        const layout = Math.min(...small.map((frame) => ssim(lumaOf(start), lumaOf(frame))));
        const made = small.slice(1);
        const motion = median(made.slice(1).map((frame, at) => meanDifference(made[at] ?? frame, frame)));
        const good = [colour <= mostColour, layout >= leastLayout, motion >= leastMotion];
        fine.push(good.every(Boolean));
        desk.sheets.add('foreign', {
          frames,
          text: `${first.caption}  [colours off by ${colour.toFixed(1)}, layout ${layout.toFixed(2)}, motion ${motion.toFixed(2)}]`,
          marks: good.map((one) => (one ? 'right' : 'wrong')),
        });
      },
    })),
    figures: () => shareFigure('foreign-no-collapse', fine, { target: targets.foreign }),
  };
}
