import type { PlannedWindow } from './plan.ts';

/** Frames of the plan between two known ones up to which what lies between is hardly in doubt. */
const nearby = 4;

/** Of the work, where all that is made lies between near known frames. */
const shareBetween = 0.5;

/**
 * Where the frames of a window stand on one line of time, counted from its first: on a loop a window may run over the end
 * (14, 15, 0, 1), and an index below the one before it stands one turn later.
 *
 * @param total frames of the plan
 */
export function placesOf({ frames }: Pick<PlannedWindow, 'frames'>, total: number): number[] {
  const [first = 0] = frames;
  let turns = 0;
  return frames.map((frame, at) => {
    if (at > 0 && frame < (frames[at - 1] ?? 0)) turns += 1;
    return frame - first + turns * total;
  });
}

/**
 * Which share of the steps a window needs. Frames between known ones that are near each other need half: on eight-second
 * shots half the steps left boundaries of windows and the change inside them where they were (1.17 and 0.91 of the usual
 * change against 1.14 and 0.92), a third of them did not.
 *
 * @param places of the frames, ascending or descending, as `placesOf` gives them
 */
export function stepShare(places: readonly number[], known: readonly boolean[]): number {
  const knownAt = places.filter((_, at) => known[at] === true);
  const [first = Infinity] = knownAt;
  const gap = (from: number, to: number): boolean => Math.abs(to - from) <= nearby;
  const isNear =
    knownAt.length > 1 &&
    gap(places[0] ?? -Infinity, first) &&
    places.at(-1) === knownAt.at(-1) &&
    knownAt.slice(1).every((place, at) => gap(knownAt[at] ?? -Infinity, place));
  return isNear ? shareBetween : 1;
}

/** Frames that all windows see, counted by the steps they need. */
export function workOf(windows: readonly PlannedWindow[], total: number): number {
  return windows.reduce(
    (sum, window) => sum + window.frames.length * stepShare(placesOf(window, total), window.known),
    0,
  );
}
