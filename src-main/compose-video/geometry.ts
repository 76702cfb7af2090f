import type { Size } from '../../src-shared/generation/request.ts';
import type { Keyframe } from '../../src-shared/project/animation.ts';
import { keyframeBefore } from '../../src-shared/timeline/animated-value.ts';
import { animatedOf } from '../../src-shared/timeline/keyframes.ts';
import { transformAt } from '../../src-shared/timeline/stack.ts';
import type { Layer } from '../../src-shared/timeline/stack.ts';
import { premultiplied, unpremultiplied } from '../media/picture-filters.ts';

/** Larger pictures are not made on the way: what is drawn larger is drawn from this size. */
const mostPixels = 8192;
const round = (value: number) => value.toFixed(9);

type Place = 'x' | 'y' | 'scale' | 'rotation';
const places: readonly Place[] = ['x', 'y', 'scale', 'rotation'];

/** The curve of `eased` for a share written as an expression of ffmpeg. */
function easeExpression(ease: Keyframe['ease'], share: string): string {
  const curves = {
    linear: share,
    hold: '0',
    'ease-in': `(${share})*(${share})`,
    'ease-out': `(${share})*(2-(${share}))`,
    ease: `(${share})*(${share})*(3-2*(${share}))`,
  } as const;
  return curves[ease];
}

/**
 * The way a property is on at a frame, from keyframe to keyframe; undefined where it stays as it is. It is told by the
 * keyframes alone and not by which part of the way is delivered, so that a range shows what the whole film shows.
 */
function wayOf({ clip, at }: Layer, field: Place): { from: Keyframe; to: Keyframe } | undefined {
  const animated = animatedOf(clip, field);
  if (animated === undefined || typeof animated === 'number') return undefined;
  const index = keyframeBefore(animated, at);
  const from = animated[index];
  const to = animated[index + 1];
  if (from === undefined || to === undefined) return undefined;
  return from.ease === 'hold' || from.value === to.value ? undefined : { from, to };
}

/** A property through a stretch that holds no keyframe of it but at its ends; `on` counts the stretch's frames from 1. */
function expressionOf(layer: Layer, field: Place): string {
  const way = wayOf(layer, field);
  if (way === undefined) return round(transformAt(layer.clip, layer.at)[field]);
  const { from, to } = way;
  const share = `(on-1+${layer.at - from.frame})/${to.frame - from.frame}`;
  const change = round(to.value - from.value);
  return `(${round(from.value)}+(${change})*${easeExpression(from.ease, share)})`;
}

/** Largest scale on the way; each of our curves has its largest value at an end. */
function largestScale(layer: Layer): number {
  const way = wayOf(layer, 'scale');
  if (way === undefined) return transformAt(layer.clip, layer.at).scale;
  return Math.max(way.from.value, way.to.value);
}

function isStill(layer: Layer): boolean {
  return places.every((field) => wayOf(layer, field) === undefined);
}

/** How a picture comes to its place in a frame of its own, transparent around it. */
export interface Geometry {
  /** Size it is scaled to first; crops and opacity are laid on it there. */
  readonly scaled: Size;
  /** Filters from there to a picture of the frame's size. Empty list and null: nothing of it is in the frame. */
  readonly place: readonly string[] | null;
}

/** Where it stands still and upright: scaled once, in whole pixels. */
function still(fitted: Size, frame: Size, layer: Layer): Geometry {
  const { x, y, scale } = transformAt(layer.clip, layer.at);
  const width = Math.max(1, Math.round(fitted.width * scale));
  const height = Math.max(1, Math.round(fitted.height * scale));
  const left = Math.round(frame.width * (0.5 + x) - width / 2);
  const top = Math.round(frame.height * (0.5 + y) - height / 2);
  const from = { x: Math.max(0, -left), y: Math.max(0, -top) };
  const seen = {
    width: Math.min(width, frame.width - left) - from.x,
    height: Math.min(height, frame.height - top) - from.y,
  };
  const scaled = { width, height };
  if (seen.width < 1 || seen.height < 1 || scale <= 0) return { scaled, place: null };
  const isWhole = seen.width === width && seen.height === height;
  const isFull = seen.width === frame.width && seen.height === frame.height;
  return {
    scaled,
    place: [
      ...(isWhole ? [] : [`crop=${seen.width}:${seen.height}:${from.x}:${from.y}`]),
      ...(isFull
        ? []
        : [`pad=${frame.width}:${frame.height}:${left + from.x}:${top + from.y}:color=black@0`]),
    ],
  };
}

/**
 * Turned or moving: scaled to the largest size it has, then drawn into each frame by its four corners, to fractions of a
 * pixel. Opacity is multiplied in for that, so that edges mix with nothing.
 */
function moving(fitted: Size, native: Size, frame: Size, layer: Layer): Geometry {
  const useful = Math.max(1, native.width / fitted.width);
  const limit = mostPixels / Math.max(fitted.width, fitted.height);
  const largest = largestScale(layer);
  const factor = Math.min(largest, useful, limit);
  if (largest <= 0) return { scaled: fitted, place: null };
  const scaled = {
    width: Math.max(1, Math.round(fitted.width * factor)),
    height: Math.max(1, Math.round(fitted.height * factor)),
  };
  // At least a pixel of nothing on every side: what lies beyond the picture's edge repeats it.
  const canvas = {
    width: Math.max(frame.width, scaled.width + 4),
    height: Math.max(frame.height, scaled.height + 4),
  };
  const left = Math.floor((canvas.width - scaled.width) / 2);
  const top = Math.floor((canvas.height - scaled.height) / 2);
  const window = {
    x: Math.floor((canvas.width - frame.width) / 2),
    y: Math.floor((canvas.height - frame.height) / 2),
  };
  const angle = `(PI/180*${expressionOf(layer, 'rotation')})`;
  const growth = `(${expressionOf(layer, 'scale')}*${round(fitted.width / scaled.width)})`;
  const centre = {
    x: `(${window.x}+${frame.width}*(0.5+${expressionOf(layer, 'x')}))`,
    y: `(${window.y}+${frame.height}*(0.5+${expressionOf(layer, 'y')}))`,
  };
  const corner = (cornerX: number, cornerY: number, index: number) => {
    const across = round(cornerX - (left + scaled.width / 2));
    const down = round(cornerY - (top + scaled.height / 2));
    return [
      `x${index}='${centre.x}+${growth}*(cos${angle}*(${across})-sin${angle}*(${down}))'`,
      `y${index}='${centre.y}+${growth}*(sin${angle}*(${across})+cos${angle}*(${down}))'`,
    ].join(':');
  };
  const corners = [
    corner(0, 0, 0),
    corner(canvas.width, 0, 1),
    corner(0, canvas.height, 2),
    corner(canvas.width, canvas.height, 3),
  ];
  return {
    scaled,
    place: [
      `pad=${canvas.width}:${canvas.height}:${left}:${top}:color=black@0`,
      ...premultiplied,
      `perspective=${corners.join(':')}:interpolation=linear:sense=destination:eval=frame`,
      ...unpremultiplied,
      `crop=${frame.width}:${frame.height}:${window.x}:${window.y}`,
    ],
  };
}

/**
 * @param fitted size of the picture as it fits the frame, at scale 1
 * @param native size its file has: it is never drawn from more pixels than that
 */
export function geometryOf(fitted: Size, native: Size, frame: Size, layer: Layer): Geometry {
  const { scale, rotation } = transformAt(layer.clip, layer.at);
  const isUpright = rotation % 360 === 0;
  const isSmall = Math.max(fitted.width, fitted.height) * scale <= mostPixels;
  return isUpright && isSmall && isStill(layer)
    ? still(fitted, frame, layer)
    : moving(fitted, native, frame, layer);
}
