import type { Animated } from '../project/animation.ts';
import type { Transform } from '../project/clip-look.ts';
import type { Clip, Speed } from '../project/schema.ts';
import type { SourceTime } from '../project/source-time.ts';
import { frames } from '../time/rate.ts';

/** A clip's source as it is `by` frames of the timeline later: what a cut leaves to the part behind it. */
export function advanced(
  { sourceIn, speed, reverse, freeze }: SourceTime,
  by: number,
): Pick<Clip, 'sourceIn'> & { readonly speed?: Speed } {
  if (freeze === true) return { sourceIn };
  const direction = reverse === true ? -1 : 1;
  // Stills and titles go on before their first frame; there is no picture less than 0 to tell apart.
  if (speed === undefined) return { sourceIn: frames(Math.max(0, sourceIn + direction * by)) };
  const passed = (speed.phase ?? 0) + by * speed.num;
  const whole = Math.floor(passed / speed.den);
  const { phase: _, ...rate } = speed;
  const phase = passed - whole * speed.den;
  return {
    sourceIn: frames(Math.max(0, sourceIn + direction * whole)),
    speed: phase === 0 ? rate : { ...rate, phase },
  };
}

function moved(animated: Animated, by: number): Animated {
  if (typeof animated === 'number') return animated;
  return animated.map((keyframe) => ({ ...keyframe, frame: keyframe.frame + by }));
}

const animatedFields = [
  'x',
  'y',
  'scale',
  'rotation',
  'cropLeft',
  'cropTop',
  'cropRight',
  'cropBottom',
  'opacity',
] as const satisfies readonly (keyof Transform)[];

/** What lies at frames of a clip (keyframes and markers), moved within it. */
export function movedWithin(clip: Clip, by: number): Clip {
  if (by === 0) return clip;
  const made = { ...clip };
  if (clip.volume !== undefined) made.volume = moved(clip.volume, by);
  if (clip.pan !== undefined) made.pan = moved(clip.pan, by);
  if (clip.markers !== undefined) {
    made.markers = clip.markers.map((marker) => ({ ...marker, frame: marker.frame + by }));
  }
  if (clip.transform !== undefined) {
    const transform = { ...clip.transform };
    for (const field of animatedFields) {
      const value = transform[field];
      if (value !== undefined) transform[field] = moved(value, by);
    }
    made.transform = transform;
  }
  return made;
}

/** The clip beginning `by` frames later (less than 0: earlier), every picture, keyframe and marker where it was. */
export function headMoved(clip: Clip, by: number): Clip {
  return {
    ...movedWithin(clip, -by),
    ...advanced(clip, by),
    start: frames(clip.start + by),
    length: frames(clip.length - by),
  };
}

function withoutFadeIn(clip: Clip): Clip {
  const { fadeIn: _, ...rest } = clip;
  return rest;
}

function withoutFadeOut(clip: Clip): Clip {
  const { fadeOut: _, ...rest } = clip;
  return rest;
}

/** The two parts of a clip, `head` frames and the rest. A fade stays at its end, a marker at its picture. */
export function cutClip(clip: Clip, head: number): readonly [Clip, Clip] {
  let before: Clip = { ...clip, length: frames(head) };
  let behind = headMoved(clip, head);
  if (clip.fadeOut !== undefined) before = withoutFadeOut(before);
  if (clip.fadeIn !== undefined) behind = withoutFadeIn(behind);
  if (clip.markers !== undefined) {
    before = { ...before, markers: clip.markers.filter(({ frame }) => frame < head) };
    behind = { ...behind, markers: (behind.markers ?? []).filter(({ frame }) => frame >= 0) };
  }
  return [before, behind];
}
