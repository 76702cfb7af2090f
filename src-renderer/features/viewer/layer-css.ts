import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { Colour } from '../../../src-shared/project/clip-look.ts';
import type { Layer, LayerPassage, LayerTransform } from '../../../src-shared/timeline/stack.ts';

/** Styles of the three elements a layer is: its place among the others, the frame it lies in, and the picture itself. */
export interface LayerCss {
  /** Of the full frame: what a wipe lets through, how much is there, how it meets what is below. */
  readonly frame: { readonly clipPath: string; readonly opacity: string; readonly mixBlendMode: string };
  /** Of the picture, fitted into the frame: where it lies, what is cut away, its colours. */
  readonly box: {
    readonly left: string;
    readonly top: string;
    readonly width: string;
    readonly height: string;
    readonly transform: string;
    readonly clipPath: string;
    readonly filter: string;
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function percent(share: number): string {
  return `${Math.round(share * 1e6) / 1e4}%`;
}

/** How much of the frame's width and height a picture fills when it is fitted in whole. */
export function fittedShare(picture: Size, frame: Size): Size {
  const ratio = picture.width / Math.max(1, picture.height) / (frame.width / frame.height);
  return ratio >= 1 ? { width: 1, height: 1 / ratio } : { width: ratio, height: 1 };
}

function placed(transform: LayerTransform, share: Size): string {
  const { x, y, scale, rotation } = transform;
  if (x === 0 && y === 0 && scale === 1 && rotation === 0) return 'none';
  // The last one acts first: scale, then rotation, then position, which counts in widths of the frame and not of the picture.
  return `translate(${percent(x / share.width)}, ${percent(y / share.height)}) rotate(${rotation}deg) scale(${scale})`;
}

function cropped({ cropTop, cropRight, cropBottom, cropLeft }: LayerTransform): string {
  const sides = [cropTop, cropRight, cropBottom, cropLeft];
  return sides.every((side) => side === 0) ? 'none' : `inset(${sides.map(percent).join(' ')})`;
}

/** The part of the frame that a wipe shows of one side. The edge moves where the direction says. */
export function wipeClip({ transition, side, progress }: LayerPassage): string {
  const rest = percent(1 - progress);
  const done = percent(progress);
  const coming = side === 'coming';
  const direction = transition.direction ?? 'right';
  switch (direction) {
    case 'left':
      return coming ? `inset(0 0 0 ${rest})` : `inset(0 ${done} 0 0)`;
    case 'up':
      return coming ? `inset(${rest} 0 0 0)` : `inset(0 0 ${done} 0)`;
    case 'down':
      return coming ? `inset(0 0 ${rest} 0)` : `inset(${done} 0 0 0)`;
    case 'right':
      return coming ? `inset(0 ${rest} 0 0)` : `inset(0 0 0 ${done})`;
    default:
      return assertNever(direction);
  }
}

/** The simple grade in its order: exposure, temperature, contrast, saturation. The page holds the temperatures as `#temperature-n`. */
export function gradeFilter(colour: Colour | undefined): string {
  if (colour === undefined) return 'none';
  const { exposure = 0, contrast = 0, saturation = 0, temperature = 0 } = colour;
  const parts = [
    exposure === 0 ? '' : `brightness(${(2 ** exposure).toFixed(4)})`,
    temperature === 0 ? '' : `url(#${temperatureId(temperature)})`,
    contrast === 0 ? '' : `contrast(${(1 + contrast).toFixed(4)})`,
    saturation === 0 ? '' : `saturate(${(1 + saturation).toFixed(4)})`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'none' : parts.join(' ');
}

/** Temperatures are drawn in steps of a hundredth. */
export function temperatureId(temperature: number): string {
  return `temperature-${Math.round(temperature * 100)}`;
}

/** CSS has a name of its own for the sum. */
function blendName(blend: Layer['blend']): string {
  return blend === 'add' ? 'plus-lighter' : blend;
}

/** How a layer's elements are styled so that the browser puts the picture together as the delivery does. */
export function layerCss(layer: Layer, picture: Size, frame: Size): LayerCss {
  const { passage, transform } = layer;
  const share = fittedShare(picture, frame);
  const kind = passage?.transition.kind;
  const weight = passage === undefined || kind === 'wipe' ? 1 : passage.share;
  return {
    frame: {
      clipPath: passage !== undefined && kind === 'wipe' ? wipeClip(passage) : 'none',
      opacity: String(Math.round(layer.opacity * weight * 1e4) / 1e4),
      // Both sides of a dissolve are weighted sums; the pair meets what is below as one.
      mixBlendMode:
        passage === undefined ? blendName(layer.blend) : kind === 'dissolve' ? 'plus-lighter' : 'normal',
    },
    box: {
      left: percent((1 - share.width) / 2),
      top: percent((1 - share.height) / 2),
      width: percent(share.width),
      height: percent(share.height),
      transform: placed(transform, share),
      clipPath: cropped(transform),
      filter: gradeFilter(layer.colour),
    },
  };
}

export interface GroupCss {
  readonly isolation: 'auto' | 'isolate';
  readonly mixBlendMode: string;
  readonly background: string;
}

/** A track's group: while a passage runs, both sides are put together in it before they meet what is below. */
export function groupCss(layers: readonly Layer[]): GroupCss {
  const passage = layers[0]?.passage;
  if (passage === undefined) return { isolation: 'auto', mixBlendMode: 'normal', background: 'none' };
  return {
    isolation: 'isolate',
    mixBlendMode: blendName(layers[0]?.blend ?? 'normal'),
    background: passage.transition.kind === 'dip' ? (passage.transition.colour ?? 'black') : 'none',
  };
}
