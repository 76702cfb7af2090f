/**
 * When previews are due: at most one per interval.
 *
 * @param interval milliseconds; 0 = none at all. @param startedAt when the run began, on the clock of `performance.now`.
 */
export function createPreviewTimer(interval: number, startedAt: number) {
  let lastAt = Number.NEGATIVE_INFINITY;
  let secondsToFirst: number | undefined;
  return {
    /** Seconds from the beginning of the run to the first preview. */
    get secondsToFirst(): number | undefined {
      return secondsToFirst;
    },
    /** Whether one is due; the next interval begins now if it is. */
    isTime(): boolean {
      const now = performance.now();
      if (interval === 0 || now - lastAt < interval) return false;
      lastAt = now;
      return true;
    },
    /** A preview is ready to be looked at. */
    shown(): void {
      secondsToFirst ??= (performance.now() - startedAt) / 1000;
    },
  };
}
