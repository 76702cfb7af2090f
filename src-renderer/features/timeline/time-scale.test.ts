import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectRates } from '../../../src-shared/time/project-rate.ts';
import { zoomLimits } from '../../editor/stores/view-store.ts';
import { mountedRange, rulerScale, zoomAbout, zoomToFit } from './time-scale.ts';

const zooms = fc.double({ min: zoomLimits.min, max: zoomLimits.max, noNaN: true });

describe('the time scale', () => {
  it('keeps the frame under the pointer where it is while zooming', () => {
    fc.assert(
      fc.property(
        zooms,
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 0, max: 2000 }),
        (zoom, scrollLeft, x) => {
          const next = zoomAbout({ zoom, scrollLeft }, 1.5, x);
          const before = (scrollLeft + x) / zoom;
          const after = (next.scrollLeft + x) / next.zoom;
          // Only the left end of the timeline can hold it back.
          expect(next.scrollLeft > 0 ? after : before).toBeCloseTo(before, 4);
        },
      ),
    );
  });

  it('mounts everything that can be seen, and not much more', () => {
    fc.assert(
      fc.property(zooms, fc.integer({ min: 0, max: 1e6 }), (zoom, scrollLeft) => {
        const range = mountedRange(scrollLeft, 1300, zoom);
        expect(range.from).toBeLessThanOrEqual(scrollLeft / zoom);
        expect(range.to).toBeGreaterThanOrEqual((scrollLeft + 1300) / zoom);
        expect((range.to - range.from) * zoom).toBeLessThanOrEqual(1300 + 4 * 512);
      }),
    );
  });

  it('has room for every label of the ruler, on whole seconds or whole parts of them', () => {
    fc.assert(
      fc.property(zooms, fc.constantFrom(...projectRates), (zoom, rate) => {
        const { major, minor } = rulerScale(zoom, rate);
        expect(major * zoom).toBeGreaterThanOrEqual(zoom * rate.num > 0 && major < 86_400 ? 104 : 0);
        expect(major % minor).toBe(0);
      }),
    );
  });

  it('fits the whole timeline into a viewport', () => {
    expect(zoomToFit(2400, 1200) * 2400).toBeLessThanOrEqual(1200);
  });
});
