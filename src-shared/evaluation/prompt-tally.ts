import type { Judgement } from './judge.ts';
import type { Expectation } from './prompt-set.ts';
import { shareFigure, type Figure, type Target } from './figure.ts';

export interface TallyTargets {
  readonly mean?: Target;
  readonly all?: Target;
}

/** Ceilings of the probe on true renders, by attribute. */
export type Ceilings = ReadonlyMap<string, number>;

/**
 * Adds judgements up. Each attribute is a share of the prompts that ask for it; the mean is over everything asked for, so
 * that a rare attribute has no more say than it is asked for.
 */
export function createPromptTally(name: string, targets: TallyTargets, ceilings: Ceilings) {
  const answers = new Map<keyof Expectation, boolean[]>();
  const all: boolean[] = [];
  const unread = new Set<string>();
  return {
    add({ verdicts, all: everything }: Judgement): void {
      let read = 0;
      for (const [attribute, verdict] of verdicts) {
        if (verdict === 'unread') {
          unread.add(attribute);
          continue;
        }
        read += 1;
        answers.set(attribute, [...(answers.get(attribute) ?? []), verdict === 'right']);
      }
      if (read > 0) all.push(everything);
    },
    /** Attributes that were asked for and that nothing here can see. */
    get unread(): readonly string[] {
      return [...unread].sort();
    },
    figures(): Figure[] {
      const every = [...answers.values()].flat();
      return [
        ...shareFigure(`${name}-mean`, every, { target: targets.mean, ceiling: ceilings.get('mean') }),
        ...shareFigure(`${name}-all`, all, { target: targets.all, ceiling: ceilings.get('all') }),
        ...[...answers].flatMap(([attribute, hits]) =>
          shareFigure(`${name}-${attribute}`, hits, {
            ceiling: ceilings.get(attribute === 'direction' ? 'action' : attribute),
          }),
        ),
      ];
    },
  };
}
