import { spreadFigures, type Figure } from '../../../src-shared/evaluation/figure.ts';
import type { PromptEntry } from '../../../src-shared/evaluation/prompt-set.ts';
import type { Task } from '../../../src-shared/evaluation/schedule.ts';
import { targets } from '../../../src-shared/evaluation/targets.ts';
import type { GenerationPlan } from '../../../src-shared/generation/plan.ts';
import type { RgbFrame } from '../../../src-shared/quality/frame.ts';
import { measureJoin } from '../../../src-shared/quality/join.ts';
import { seedOf, type Desk, type Section } from '../desk.ts';

const operations = ['extend-forward', 'extend-backward', 'bridge', 'fill'] as const;
type Operation = (typeof operations)[number];

/** New frames of an extension; of a bridge and of a hole, short of a second. */
const extended = 10;
const between = 6;
const hole = 5;

/** What a join starts from. */
interface Footage {
  readonly prompt: string;
  readonly seed: number;
  readonly clip: readonly RgbFrame[];
  /** What a bridge leads to. */
  readonly next: readonly RgbFrame[];
}

interface Joined {
  readonly frames: readonly RgbFrame[];
  /** The same with made frames as the decoder gave them. */
  readonly decoded: readonly RgbFrame[];
  /** First frames after a join. */
  readonly joins: readonly number[];
  /** First made frame and how many. */
  readonly made: readonly [number, number];
}

/** Known frames before and after what is made, those nearest to it. */
function around(plan: GenerationPlan, before: readonly RgbFrame[], after: readonly RgbFrame[]): RgbFrame[] {
  const head = plan.given.findIndex((frame, index) => frame !== index);
  const heads = head === -1 ? plan.given.length : head;
  const tails = plan.given.length - heads;
  return [...(heads > 0 ? before.slice(-heads) : []), ...after.slice(0, tails)];
}

async function join(
  desk: Desk,
  operation: Operation,
  { prompt, seed, clip, next }: Footage,
): Promise<Joined> {
  const { studio } = desk;
  const sides: { before: readonly RgbFrame[]; after: readonly RgbFrame[]; count: number } = {
    'extend-forward': { before: clip, after: [], count: extended },
    'extend-backward': { before: [], after: clip, count: extended },
    bridge: { before: clip, after: next, count: between },
    fill: {
      before: clip.slice(0, Math.ceil((clip.length - hole) / 2)),
      after: clip.slice(Math.ceil((clip.length - hole) / 2) + hole),
      count: hole,
    },
  }[operation];
  const { before, after, count } = sides;
  const request =
    operation === 'bridge' || operation === 'fill'
      ? { operation, newFrames: count, before: before.length, after: after.length }
      : { operation, newFrames: count, available: clip.length };
  const { plan, ...done } = await studio.make({
    request,
    prompt,
    seed,
    given: (made) => around(made, before, after),
  });
  const known = new Set(plan.given);
  const whole = (frames: readonly RgbFrame[]): RgbFrame[] => [
    ...before,
    ...frames.filter((_, index) => !known.has(index)),
    ...after,
  ];
  const joins = [
    ...(before.length > 0 ? [before.length] : []),
    ...(after.length > 0 ? [before.length + count] : []),
  ];
  return { frames: whole(done.frames), decoded: whole(done.decoded), joins, made: [before.length, count] };
}

/**
 * Going on from clips the model made itself, and from true renders, which are sharper than anything it makes: the change
 * across each join against the clip's own from frame to frame.
 *
 * @param each how many clips every operation starts from
 */
export function joinSection(
  desk: Desk,
  entries: readonly PromptEntry[],
  each: number,
  fromTrue: number,
): Section {
  const spikes = new Map<string, number[]>();
  const decodedSpikes = new Map<string, number[]>();

  async function run(kind: string, operation: Operation, footage: Footage): Promise<void> {
    const { frames, decoded, joins, made } = await join(desk, operation, footage);
    const values = joins.map((at) => measureJoin(frames, at).spikeRatio);
    spikes.set(kind, [...(spikes.get(kind) ?? []), ...values]);
    const own = joins.map((at) => measureJoin(decoded, at).spikeRatio);
    decodedSpikes.set(kind, [...(decodedSpikes.get(kind) ?? []), ...own]);
    const [first, count] = made;
    const shown = frames.slice(Math.max(0, first - 6), first + count + 6);
    desk.sheets.add(kind, {
      frames: shown,
      text: `${footage.prompt}  [${operation}: ${values.map((value) => value.toFixed(2)).join(', ')}]`,
      marks: values.map((value) => (value <= targets.join.p95.atMost ? 'right' : 'wrong')),
    });
  }

  const own: Task[] = [];
  for (let index = 0; index < each; index += 1) {
    for (const operation of operations) {
      own.push({
        section: 'joins',
        async run() {
          const entry = entryAt(entries, index);
          const { frames } = await desk.shot(entry, seedOf(index));
          // A bridge leads to the same sentence's next take.
          const next = operation === 'bridge' ? (await desk.shot(entry, seedOf(index) + 1)).frames : [];
          const footage = { prompt: entry.prompt, seed: seedOf(index) + 2, clip: frames, next };
          await run(`join-${operation}`, operation, footage);
        },
      });
    }
  }
  const given: Task[] = [];
  for (const [index, { frames, caption }] of desk.trueClips.slice(0, fromTrue).entries()) {
    for (const operation of ['extend-forward', 'extend-backward', 'fill'] as const) {
      given.push({
        section: 'joins',
        run: () =>
          run(`join-true-${operation}`, operation, {
            prompt: caption,
            seed: seedOf(index),
            clip: frames,
            next: [],
          }),
      });
    }
  }
  return {
    name: 'joins',
    tasks: [...own, ...given],
    figures: (): Figure[] => [
      ...[...spikes].flatMap(([kind, values]) => spreadFigures(kind, values, targets.join)),
      ...[...decodedSpikes].flatMap(([kind, values]) => spreadFigures(`${kind}-decoded`, values)),
    ],
  };
}

function entryAt(entries: readonly PromptEntry[], index: number): PromptEntry {
  const entry = entries[index % Math.max(1, entries.length)];
  if (entry === undefined) throw new Error('There is no prompt.');
  return entry;
}
