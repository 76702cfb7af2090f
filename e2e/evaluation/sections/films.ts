import { figure, shareFigure } from '../../../src-shared/evaluation/figure.ts';
import type { PromptEntry } from '../../../src-shared/evaluation/prompt-set.ts';
import { targets } from '../../../src-shared/evaluation/targets.ts';
import { measureDrift } from '../../../src-shared/quality/drift.ts';
import type { RgbFrame } from '../../../src-shared/quality/frame.ts';
import { median } from '../../../src-shared/quality/statistics.ts';
import { seedOf, type Desk, type Section } from '../desk.ts';

/** What does not change in a shot. */
const steady = ['setting', 'time', 'weather', 'subject', 'colour', 'size'] as const;

/** Seconds at either end that are compared. */
const endSeconds = 5;

/** The target's length: other lengths are reported without a target for their time. */
const targetSeconds = 60;

/** The steady attributes of a stretch of frames: the logits of all windows in it added up. */
async function steadyOf(desk: Desk, frames: readonly RgbFrame[]): Promise<Map<string, string>> {
  const { probe, window } = desk;
  const sums = new Float64Array([...probe.vocabulary.values()].flat().length);
  for (let start = 0; start + window <= frames.length; start += window / 2) {
    const { logits } = await desk.see(frames.slice(start, start + window));
    for (const [at, value] of logits.entries()) sums[at] = (sums[at] ?? 0) + value;
  }
  const found = new Map<string, string>();
  let from = 0;
  for (const [name, values] of probe.vocabulary) {
    const part = sums.subarray(from, from + values.length);
    found.set(name, values[part.indexOf(Math.max(...part))] ?? '');
    from += values.length;
  }
  return found;
}

/** Of the steady attributes that a prompt asks for, which are seen. */
function rightOf(expect: PromptEntry['expect'], seen: ReadonlyMap<string, string>): boolean[] {
  return steady.flatMap((attribute) => {
    const asked = expect[attribute];
    return asked === undefined ? [] : [seen.get(attribute) === asked];
  });
}

/** Long films: what is seen in the last five seconds against the first five, and the time it takes. */
export function filmSection(
  desk: Desk,
  entries: readonly PromptEntry[],
  options: { readonly count: number; readonly seconds: number; readonly draft: boolean },
): Section {
  const { count, seconds, draft } = options;
  const kept: boolean[] = [];
  /** Whether what was asked for is there at either end. */
  const right = { first: [] as boolean[], last: [] as boolean[] };
  const drifts: number[] = [];
  const times: number[] = [];
  const perSecond = desk.rate.num / desk.rate.den;
  const name = draft ? 'film-draft' : 'film';
  const limit = draft ? targets.filmSecondsDraft : targets.filmSecondsFinal;
  return {
    name,
    tasks: entries.slice(0, count).map((entry, index) => ({
      section: name,
      async run() {
        const made = await desk.studio.make({
          request: { operation: 'generate', frames: Math.round(seconds * perSecond) },
          prompt: entry.prompt,
          seed: seedOf(index) + 5,
          draft,
        });
        times.push(made.seconds);
        const end = Math.min(Math.round(endSeconds * perSecond), Math.floor(made.frames.length / 2));
        const first = await steadyOf(desk, made.frames.slice(0, end));
        const last = await steadyOf(desk, made.frames.slice(-end));
        const same = steady.flatMap((attribute) => {
          const before = first.get(attribute);
          return before === undefined ? [] : [before === last.get(attribute)];
        });
        kept.push(...same);
        right.first.push(...rightOf(entry.expect, first));
        right.last.push(...rightOf(entry.expect, last));
        const every = made.frames.filter((_, at) => at % Math.ceil(made.frames.length / 60) === 0);
        const step = Math.ceil(made.frames.length / 60);
        drifts.push(measureDrift(every, { num: desk.rate.num, den: desk.rate.den * step }).colour);
        desk.sheets.add(name, {
          frames: made.frames,
          text: `${entry.prompt}  [${seconds} s, ${made.seconds.toFixed(0)} s of work; first ${[...first.values()].join(' ')}; last ${[...last.values()].join(' ')}]`,
          marks: same.map((one) => (one ? 'right' : 'wrong')),
        });
      },
    })),
    figures: () =>
      times.length === 0
        ? []
        : [
            ...shareFigure(`${name}-attributes-kept`, kept, { target: targets.film }),
            ...shareFigure(`${name}-right-first`, right.first),
            ...shareFigure(`${name}-right-last`, right.last),
            figure(`${name}-colour-drift`, median(drifts), drifts.length, { unit: 'Lab in 10 s' }),
            figure(`${name}-seconds`, median(times), times.length, {
              unit: `s for ${seconds} s`,
              target: seconds === targetSeconds ? limit : undefined,
            }),
          ],
  };
}
