import { nominalRate } from '../../../src-shared/time/timecode.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { clampZoom } from '../../editor/stores/view-store.ts';

/** The part of the timeline a viewport of `width` pixels shows, in frames; fractions allowed. */
export interface VisibleRange {
  readonly from: number;
  readonly to: number;
}

/** Clips are mounted for a range that moves in steps of this, so that scrolling rarely mounts anything. */
const windowStepPixels = 512;

/** The range to mount for: what is visible, widened to whole steps on both sides. */
export function mountedRange(scrollLeft: number, width: number, zoom: number): VisibleRange {
  const first = Math.floor(scrollLeft / windowStepPixels) - 1;
  const last = Math.ceil((scrollLeft + width) / windowStepPixels) + 1;
  return { from: Math.max(0, (first * windowStepPixels) / zoom), to: (last * windowStepPixels) / zoom };
}

/** How much a clip of so many pixels has room for: each step adds to what the one before shows. */
export const details = { nothing: 0, name: 1, handles: 2, fades: 3, facts: 4, length: 5 } as const;
export type Detail = (typeof details)[keyof typeof details];

export function detailOf(pixels: number): Detail {
  if (pixels < 10) return details.nothing;
  if (pixels < 36) return details.name;
  if (pixels < 60) return details.handles;
  if (pixels < 90) return details.fades;
  return pixels < 220 ? details.facts : details.length;
}

/**
 * Frames across which an element of the timeline is stretched: what lies in it is placed in shares of this, so that a zoom is
 * one new width and no new style for anything inside. Not wider than browsers can lay out at the closest zoom.
 */
export const scaleFrames = 4096;

/** Left edge or width inside a stretched element. */
export function timeShare(frames: number): string {
  return `${(frames / scaleFrames) * 100}%`;
}

/** Left edge and width of something that lasts. */
export function spanStyle(from: number, length: number): { readonly left: string; readonly width: string } {
  return { left: timeShare(from), width: timeShare(length) };
}

export interface ZoomAnchor {
  readonly zoom: number;
  readonly scrollLeft: number;
}

/** Zooms so that the frame under `pointer` (pixels from the viewport's left edge) stays where it is. */
export function zoomAbout(now: ZoomAnchor, factor: number, pointer: number): ZoomAnchor {
  const zoom = clampZoom(now.zoom * factor);
  const frame = (now.scrollLeft + pointer) / now.zoom;
  return { zoom, scrollLeft: Math.max(0, frame * zoom - pointer) };
}

/** The zoom at which `frames` fill a viewport, with a little room after the last. */
export function zoomToFit(frames: number, width: number): number {
  return clampZoom((width * 0.92) / Math.max(1, frames));
}

export interface RulerScale {
  /** Frames between labelled marks. */
  readonly major: number;
  /** Frames between small marks; divides `major`. */
  readonly minor: number;
}

/** Room a timecode label needs. */
const labelPixels = 104;

/** Marks on round times: frames, seconds, minutes, as close as labels can stand. */
export function rulerScale(zoom: number, rate: Rate): RulerScale {
  const second = nominalRate(rate);
  const frameSteps = [1, 2, 5, 10].filter((step) => step < second && second % step === 0);
  const secondSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((step) => step * second);
  const steps = [...frameSteps, ...secondSteps];
  const major = steps.find((step) => step * zoom >= labelPixels) ?? second * 3600;
  const minor = steps.find((step) => major % step === 0 && step * zoom >= 7) ?? major;
  return { major, minor };
}
