import fc from 'fast-check';
import { expect, it } from 'vitest';
import { branded } from '../../../../src-shared/lib/brand.ts';
import type { Timeline } from '../../../../src-shared/project/schema.ts';
import { edited, refused } from '../../../../src-shared/timeline/result.ts';
import { reach } from './reach.ts';

it('goes as far as it can and no farther, with at most a look per halving', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -100_000, max: 100_000 }),
      fc.integer({ min: 0, max: 100_000 }),
      (wanted, limit) => {
        let looks = 0;
        const { by, result } = reach(wanted, (at) => {
          looks += 1;
          return Math.abs(at) <= limit
            ? edited(branded<Timeline>({ tracks: [], at }))
            : refused('place.taken');
        });
        expect(by).toBe(Math.sign(wanted) * Math.min(Math.abs(wanted), limit) + 0);
        expect(looks).toBeLessThanOrEqual(19);
        expect(by === 0 || (result?.ok === true && result.timeline['at'] === by)).toBe(true);
      },
    ),
  );
});
