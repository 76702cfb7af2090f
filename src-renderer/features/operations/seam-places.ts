import type { SeamMeasure } from '../../../src-shared/generation/recipe.ts';
import type { Clip, Track } from '../../../src-shared/project/schema.ts';
import { faultsOf, type SeamFault } from '../../../src-shared/quality/verdict.ts';
import { conformedLength } from '../../../src-shared/time/conform-frames.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import type { Library } from './footage.ts';

/** A join of a generated take where it is seen on the timeline. */
export interface SeamPlace {
  readonly clip: Clip;
  readonly seam: SeamMeasure;
  /** First frame after it, on the timeline. */
  readonly at: number;
  /** From the clip's first frame. */
  readonly inClip: number;
  readonly faults: readonly SeamFault[];
}

/** All measured joins a track shows, edges of clips included. A clip at another speed shows none: its cadence is its own. */
export function seamPlaces(library: Library, track: Track): readonly SeamPlace[] {
  return track.clips.flatMap((clip) => {
    const content = contentOf(library, clip);
    if (content.kind !== 'media' || content.media.provenance.origin !== 'generated') return [];
    if (clip.speed !== undefined || clip.reverse === true || clip.freeze === true) return [];
    const { recipe } = content.media.provenance;
    const fileRate = content.media.rate;
    return recipe.seams.flatMap((seam) => {
      const frame =
        seam.frame === 0 ? 0 : conformedLength(frames(seam.frame), fileRate, library.settings.rate);
      const inClip = frame - clip.sourceIn;
      if (inClip < 0 || inClip > clip.length) return [];
      return [{ clip, seam, at: clip.start + inClip, inClip, faults: faultsOf(seam) }];
    });
  });
}

/** Frames after a join that are made again with it, in seconds: as much as a person sees as one moment. */
const rerollSeconds = 0.5;

/** The part of a clip around a join that can be made again alone; undefined where the clip shows too little of it. */
export function rerollHole({ clip, inClip }: SeamPlace, library: Library) {
  const content = contentOf(library, clip);
  if (content.kind !== 'media' || content.media.provenance.origin !== 'generated') return undefined;
  const { rate } = library.settings;
  const own = content.media.rate;
  const half = Math.max(1, Math.round((rerollSeconds * rate.num) / rate.den));
  const at = (frame: number): number => (frame === 0 ? 0 : conformedLength(frames(frame), own, rate));
  const seam = clip.sourceIn + inClip;
  for (const [first, count] of content.media.provenance.recipe.generatedRanges) {
    const [from, to] = [at(first), at(first + count)];
    // Known frames stay: the made side of the join alone is made again, and never all of it.
    const length = Math.min(half, to - from - 1);
    if (length < 1) continue;
    if (seam === from) return { from: inClip, to: inClip + length };
    if (seam === to) return { from: inClip - length, to: inClip };
  }
  return undefined;
}
