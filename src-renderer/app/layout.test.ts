import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstLayouts, layoutSchema, panelLimits, withPanelSize } from './layout.ts';

it('gives a panel the size it is drawn to', () => {
  expect(withPanelSize(firstLayouts.generate, 'right', 400.4)).toEqual({
    ...firstLayouts.generate,
    right: 400,
  });
});

it('puts the library away, and brings it back at its least width', () => {
  const away = withPanelSize(firstLayouts.generate, 'left', panelLimits.left.min / 2 - 1);
  expect(away.left).toBe(0);
  expect(withPanelSize(away, 'left', panelLimits.left.min / 2).left).toBe(panelLimits.left.min);
});

it('keeps every panel within its limits, wherever it is drawn to', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('left' as const, 'right' as const, 'timeline' as const),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      (panel, pixels) => {
        const size = layoutSchema.parse(withPanelSize(firstLayouts.edit, panel, pixels))[panel];
        const { min, max } = panelLimits[panel];
        expect(size === 0 ? panel : size >= min && size <= max).toBe(size === 0 ? 'left' : true);
      },
    ),
  );
});
