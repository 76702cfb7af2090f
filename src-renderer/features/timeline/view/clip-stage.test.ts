import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipIdSchema, type ClipId } from '../../../../src-shared/lib/ids.ts';
import { mostMounted } from '../mount-plan.ts';
import { details, type Detail } from '../time-scale.ts';
import { stepTowards, type Staged } from './clip-stage.ts';

const ids = Array.from({ length: 300 }, (_, index) => clipIdSchema.parse(`clip-${index}`));
const levels: readonly Detail[] = Object.values(details);
const staged = (most: number): fc.Arbitrary<Staged> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...levels)), {
      maxLength: most,
      selector: ([id]) => id,
    })
    .map((entries) => new Map(entries));

describe('the clips that are elements', () => {
  it('come to what is wished for, few at a time and never too many at once', () => {
    fc.assert(
      fc.property(
        staged(mostMounted),
        staged(mostMounted),
        fc.integer({ min: 1, max: 9 }),
        (now, clips, budget) => {
          const atOnce: ReadonlySet<ClipId> = new Set([...clips.keys()].slice(0, 3));
          let shown = now;
          for (let frame = 0; frame < 1000; frame += 1) {
            const next = stepTowards(shown, { clips, atOnce }, budget);
            if (next === shown) break;
            const come = [...next].filter(([id, detail]) => shown.get(id) !== detail && !atOnce.has(id));
            expect(come.length).toBeLessThanOrEqual(budget);
            expect(next.size).toBeLessThanOrEqual(mostMounted + atOnce.size);
            shown = next;
          }
          expect(new Map(shown)).toEqual(new Map(clips));
        },
      ),
    );
  });

  it('have at once what can have the focus, even in a frame that has no time for more', () => {
    const [first, second] = ids;
    if (first === undefined || second === undefined) throw new Error('No ids');
    const clips = new Map<ClipId, Detail>([
      [first, details.facts],
      [second, details.facts],
    ]);
    expect([...stepTowards(new Map(), { clips, atOnce: new Set([second]) }, 0).keys()]).toEqual([second]);
  });
});
