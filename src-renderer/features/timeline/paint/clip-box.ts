import type { Clip } from '../../../../src-shared/project/schema.ts';
import type { Detail } from '../time-scale.ts';
import type { ClipFace } from './clip-face.ts';

/** Pixels a clip keeps from the upper and the lower edge of its track, and its stripe and name, as in `clip.module.css`. */
export const clipInset = 4;
export const stripePixels = 2;
export const namePixels = 16;

/** A clip's place on the canvas, in whole pixels, so that it meets the edges of its element. */
export interface ClipBox {
  /** Edges of the whole clip; may lie outside the canvas. */
  readonly start: number;
  readonly end: number;
  /** Of what can be seen. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** One clip on its way to the canvas. */
export interface DrawnClip {
  readonly clip: Clip;
  readonly face: ClipFace;
  readonly box: ClipBox;
  readonly detail: Detail;
  readonly isSelected: boolean;
}
