import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transitionIdSchema } from '../../../src-shared/lib/ids.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { wipeDirections } from '../../../src-shared/project/transition.ts';
import type { LayerPassage } from '../../../src-shared/timeline/stack.ts';
import { fittedShare, gradeFilter, wipeClip } from './layer-css.ts';

function passage(
  part: Partial<LayerPassage> & Pick<LayerPassage, 'side' | 'progress'>,
  direction?: 'left' | 'right' | 'up' | 'down',
): LayerPassage {
  return {
    share: 1,
    transition: {
      id: transitionIdSchema.parse('transition-1'),
      kind: 'wipe',
      at: frames(10),
      before: frames(5),
      after: frames(5),
      ...(direction === undefined ? {} : { direction }),
    },
    ...part,
  };
}

function insets(css: string): readonly number[] {
  return css.replace('inset(', '').replace(')', '').split(' ').map(Number.parseFloat);
}

describe('a layer’s styles', () => {
  it('fit any picture whole into any frame, touching two sides', () => {
    const side = fc.integer({ min: 1, max: 8000 });
    fc.assert(
      fc.property(side, side, side, side, (width, height, frameWidth, frameHeight) => {
        const share = fittedShare({ width, height }, { width: frameWidth, height: frameHeight });
        expect(Math.max(share.width, share.height)).toBeCloseTo(1, 9);
        expect(Math.min(share.width, share.height)).toBeGreaterThan(0);
        expect((share.width * frameWidth) / (share.height * frameHeight)).toBeCloseTo(width / height, 4);
      }),
    );
  });

  it('share the frame between both sides of a wipe, without a gap', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...wipeDirections),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (direction, progress) => {
          const hidden = (side: 'leaving' | 'coming') => {
            const [top = 0, right = 0, bottom = 0, left = 0] = insets(
              wipeClip(passage({ side, progress }, direction)),
            );
            return top + right + bottom + left;
          };
          expect(hidden('coming') + hidden('leaving')).toBeCloseTo(100, 3);
          expect(hidden('coming')).toBeCloseTo(100 * (1 - progress), 3);
        },
      ),
    );
  });

  it('move the edge of a wipe where its direction says', () => {
    expect(wipeClip(passage({ side: 'coming', progress: 0.25 }))).toBe('inset(0 75% 0 0)');
    expect(wipeClip(passage({ side: 'coming', progress: 0.25 }, 'left'))).toBe('inset(0 0 0 75%)');
    expect(wipeClip(passage({ side: 'leaving', progress: 0.25 }, 'down'))).toBe('inset(25% 0 0 0)');
  });

  it('grade in the document’s order and leave alone what is not set', () => {
    expect(gradeFilter(undefined)).toBe('none');
    expect(gradeFilter({ exposure: 0, contrast: 0 })).toBe('none');
    expect(gradeFilter({ saturation: -1, exposure: 1, contrast: 0.5, temperature: 0.2 })).toBe(
      'brightness(2.0000) url(#temperature-20) contrast(1.5000) saturate(0.0000)',
    );
  });
});
