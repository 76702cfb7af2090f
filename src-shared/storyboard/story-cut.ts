import { frames, framesOfSeconds, seconds, type Frames, type Rate } from '../time/rate.ts';
import type { StoryShot } from './schema.ts';

/** Half a second: long enough to be seen as a passage, short enough not to eat a shot. */
const passageSeconds = 0.5;

/** A bridge makes a second of new film in place of half a second of either shot. */
const bridgeSeconds = 1;

/** Where a shot stands in the cut, and what has to be made for it. All in frames of the project. */
export interface CutShot {
  /** First frame on the timeline, and how many of it are seen there. */
  readonly start: Frames;
  readonly length: Frames;
  /** The frame of its take that is seen first; the take has more where a passage shows it longer. */
  readonly sourceIn: Frames;
  readonly take: Frames;
  /** Into this shot from the one before. */
  readonly dissolve?: { readonly at: Frames; readonly before: Frames; readonly after: Frames } | undefined;
  /** New film between the two: it replaces the end of the one and the beginning of the other. */
  readonly bridge?: { readonly start: Frames; readonly length: Frames } | undefined;
}

/**
 * Lays shots out one behind the other. The cut is as long as all shots together; a dissolve shows both shots beyond the
 * edit, so their takes are made that much longer; a bridge takes its place from both.
 */
export function layOutCut(
  { shots }: { readonly shots: readonly Pick<StoryShot, 'seconds' | 'transition'>[] },
  rate: Rate,
): CutShot[] {
  const lengths = shots.map((shot) => Math.max(1, framesOfSeconds(seconds(shot.seconds), rate)));
  const half = (of: number, at: number): number => {
    const wanted = Math.floor(framesOfSeconds(seconds(of), rate) / 2);
    // Two passages must not meet in the middle of a short shot.
    return Math.max(
      0,
      Math.min(
        wanted,
        Math.floor(((lengths[at] ?? 0) - 1) / 2),
        Math.floor(((lengths[at - 1] ?? 0) - 1) / 2),
      ),
    );
  };
  const passages = shots.map(({ transition }, at) => {
    if (at === 0 || transition === 'cut') return { dissolve: 0, bridge: 0 };
    return transition === 'dissolve'
      ? { dissolve: half(passageSeconds, at), bridge: 0 }
      : { dissolve: 0, bridge: half(bridgeSeconds, at) };
  });
  let edit = 0;
  return lengths.map((length, at) => {
    const into = passages[at] ?? { dissolve: 0, bridge: 0 };
    const out = passages[at + 1] ?? { dissolve: 0, bridge: 0 };
    const here = edit;
    edit += length;
    return {
      start: frames(here + into.bridge),
      length: frames(length - into.bridge - out.bridge),
      sourceIn: frames(into.dissolve + into.bridge),
      take: frames(into.dissolve + length + out.dissolve),
      ...(into.dissolve > 0
        ? { dissolve: { at: frames(here), before: frames(into.dissolve), after: frames(into.dissolve) } }
        : {}),
      ...(into.bridge > 0
        ? { bridge: { start: frames(here - into.bridge), length: frames(into.bridge * 2) } }
        : {}),
    };
  });
}
