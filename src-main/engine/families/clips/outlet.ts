import type { Picture } from '../../run/pixels.ts';
import type { RunReports } from '../../run/run-reports.ts';

/**
 * Frames in order, as soon as the next one is there: windows may make them in another.
 *
 * @param there how many the receiver has already
 */
export function createOutlet(order: readonly number[], there: number, reports: RunReports) {
  const waiting = new Map<number, Picture>();
  let next = there;
  return async (index: number, picture: Picture): Promise<void> => {
    waiting.set(index, picture);
    for (;;) {
      const wanted = order[next];
      const ready = wanted === undefined ? undefined : waiting.get(wanted);
      if (wanted === undefined || ready === undefined) return;
      waiting.delete(wanted);
      next += 1;
      await reports.frame(wanted, ready);
    }
  };
}
