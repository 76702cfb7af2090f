import type { Animated, Ease, Keyframe } from '../project/animation.ts';
import type { Transform } from '../project/clip-look.ts';
import type { Clip } from '../project/schema.ts';
import { keyframeBefore, valueAt } from './animated-value.ts';

/** Every property of a clip that can change in its course. */
export type AnimatedField = keyof typeof usualValues;

/** What a property is where a clip does not say. */
export const usualValues = {
  x: 0,
  y: 0,
  scale: 1,
  rotation: 0,
  cropLeft: 0,
  cropTop: 0,
  cropRight: 0,
  cropBottom: 0,
  opacity: 1,
  volume: 0,
  pan: 0,
} as const satisfies Record<string, number>;

export const animatedFields = Object.keys(usualValues).filter(
  (field): field is AnimatedField => field in usualValues,
);

export function animatedOf(clip: Clip, field: AnimatedField): Animated | undefined {
  return field === 'volume' || field === 'pan' ? clip[field] : clip.transform?.[field];
}

/** The clip with another value (or keyframes) of a property; undefined takes the property away. */
export function withAnimated(clip: Clip, field: AnimatedField, animated: Animated | undefined): Clip {
  if (field === 'volume' || field === 'pan') {
    const { [field]: _, ...rest } = clip;
    return { ...clip, ...rest, [field]: animated };
  }
  const transform: Transform = { ...clip.transform, [field]: animated };
  return { ...clip, transform };
}

/** Keyframes of a property; a constant has none. */
export function keyframesOf(clip: Clip, field: AnimatedField): readonly Keyframe[] {
  const animated = animatedOf(clip, field);
  return animated === undefined || typeof animated === 'number' ? [] : animated;
}

/** With a keyframe at a frame: its value changed if there is one, else added with the ease of the one before it. */
export function withKeyframe(
  animated: Animated | undefined,
  { frame, value, ease }: { readonly frame: number; readonly value: number; readonly ease?: Ease },
): Animated {
  const list = animated === undefined || typeof animated === 'number' ? [] : animated;
  const index = keyframeBefore(list, frame);
  const before = list[index];
  if (before?.frame === frame) {
    return list.map((one) => (one === before ? { ...one, value, ease: ease ?? one.ease } : one));
  }
  const made = { frame, value, ease: ease ?? before?.ease ?? 'linear' };
  return [...list.slice(0, index + 1), made, ...list.slice(index + 1)];
}

/** Without the keyframe at a frame; the last one leaves its value as a constant. The same list where there is none. */
export function withoutKeyframe(animated: Animated | undefined, frame: number): Animated | undefined {
  if (animated === undefined || typeof animated === 'number') return animated;
  const gone = animated.find((keyframe) => keyframe.frame === frame);
  if (gone === undefined) return animated;
  const left = animated.filter((keyframe) => keyframe !== gone);
  return left.length === 0 ? gone.value : left;
}

/** The keyframe at a frame elsewhere in time; one that stands there already gives way. */
export function keyframeMoved(
  animated: Animated | undefined,
  from: number,
  to: number,
): Animated | undefined {
  if (animated === undefined || typeof animated === 'number' || from === to) return animated;
  const moving = animated.find(({ frame }) => frame === from);
  if (moving === undefined) return animated;
  return [...animated.filter(({ frame }) => frame !== from && frame !== to), { ...moving, frame: to }].sort(
    (a, b) => a.frame - b.frame,
  );
}

/**
 * What the inspector does when a value is set at a frame: an animated property gets a keyframe there, a constant one
 * another value.
 */
export function withValueAt(clip: Clip, field: AnimatedField, frame: number, value: number): Clip {
  const animated = animatedOf(clip, field);
  const isAnimated = animated !== undefined && typeof animated !== 'number';
  return withAnimated(clip, field, isAnimated ? withKeyframe(animated, { frame, value }) : value);
}

/** Switches animation on, with a keyframe of the present value at a frame, or off, keeping that value. */
export function withAnimationToggled(clip: Clip, field: AnimatedField, frame: number): Clip {
  const animated = animatedOf(clip, field);
  const value = valueAt(animated, frame, usualValues[field]);
  const isAnimated = animated !== undefined && typeof animated !== 'number';
  return withAnimated(clip, field, isAnimated ? value : withKeyframe(undefined, { frame, value }));
}

/** The frame of the nearest keyframe of any of the properties behind (or ahead of) a frame. */
export function nextKeyframe(
  clip: Clip,
  fields: readonly AnimatedField[],
  frame: number,
  direction: 1 | -1,
): number | undefined {
  const all = fields.flatMap((field) => keyframesOf(clip, field).map((keyframe) => keyframe.frame));
  const beyond = all.filter((one) => (direction > 0 ? one > frame : one < frame));
  if (beyond.length === 0) return undefined;
  return direction > 0 ? Math.min(...beyond) : Math.max(...beyond);
}
