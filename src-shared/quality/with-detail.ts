import { sameness, type Detail } from './carry-detail.ts';
import { reduced, type RgbFrame } from './frame.ts';
import { levelsIn, plainLook, withLook, type Look } from './match-look.ts';

/** A side whose detail is carried on, and how much of it, 0 to 1. */
export interface CarriedSide {
  readonly detail: Detail;
  readonly share: number;
}

/** Three channels a pixel to be added to a picture a whole number of times as large. */
interface Field {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** What the known sides add, at their own size; nothing to a picture that is not a whole number of times as large. */
function fieldOf(frame: RgbFrame, look: Look, sides: readonly CarriedSide[]): Field | undefined {
  const [first] = sides;
  if (first === undefined) return undefined;
  const { width, height } = first.detail.drawn;
  if (frame.width % width !== 0 || frame.width * height !== frame.height * width) return undefined;
  const small = reduced(frame, Math.max(width, height));
  const seen = look === plainLook ? small : withLook(small, look);
  const values = new Float32Array(width * height * 3);
  for (const { detail, share } of sides) {
    const shares = sameness(seen, detail.drawn);
    for (let pixel = 0; pixel < shares.length; pixel += 1) {
      const here = share * (shares[pixel] ?? 0);
      if (here === 0) continue;
      for (let at = pixel * 3; at < pixel * 3 + 3; at += 1) {
        values[at] = (values[at] ?? 0) + here * (detail.lack[at] ?? 0);
      }
    }
  }
  return { width, height, values };
}

/** A row of the field at the picture's width, and whether there is anything in it. */
interface WideRow {
  readonly values: Float32Array;
  readonly isEmpty: boolean;
}

/** Row `y` of the field with `factor` pixels for each of its own, between its values. */
function wideRow({ width, values }: Field, y: number, factor: number): WideRow {
  const row = values.subarray(y * width * 3, (y + 1) * width * 3);
  const wide = new Float32Array(width * factor * 3);
  const isEmpty = row.every((value) => value === 0);
  if (isEmpty) return { values: wide, isEmpty };
  for (let x = 0; x < width * factor; x += 1) {
    const place = Math.max(0, Math.min(width - 1, (x + 0.5) / factor - 0.5));
    const before = Math.floor(place);
    const share = place - before;
    const from = before * 3;
    const to = Math.min(width - 1, before + 1) * 3;
    const at = x * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      const left = row[from + channel] ?? 0;
      wide[at + channel] = left + ((row[to + channel] ?? 0) - left) * share;
    }
  }
  return { values: wide, isEmpty };
}

/** The levels of a row in another look, with what two rows of the field add between them. This is the hot loop. */
function matchRow(
  rgb: Uint8ClampedArray,
  start: number,
  levels: Float32Array,
  above: Float32Array,
  below: Float32Array,
  down: number,
): void {
  for (let at = 0; at < above.length; at += 3) {
    const to = start + at;
    const red = above[at] ?? 0;
    const green = above[at + 1] ?? 0;
    const blue = above[at + 2] ?? 0;
    rgb[to] = (levels[rgb[to] ?? 0] ?? 0) + red + ((below[at] ?? 0) - red) * down;
    rgb[to + 1] = (levels[256 + (rgb[to + 1] ?? 0)] ?? 0) + green + ((below[at + 1] ?? 0) - green) * down;
    rgb[to + 2] = (levels[512 + (rgb[to + 2] ?? 0)] ?? 0) + blue + ((below[at + 2] ?? 0) - blue) * down;
  }
}

function relevel(rgb: Uint8ClampedArray, start: number, end: number, levels: Float32Array): void {
  for (let at = start; at < end; at += 3) {
    rgb[at] = levels[rgb[at] ?? 0] ?? 0;
    rgb[at + 1] = levels[256 + (rgb[at + 1] ?? 0)] ?? 0;
    rgb[at + 2] = levels[512 + (rgb[at + 2] ?? 0)] ?? 0;
  }
}

/** Levels in another look and a field added to them, in one pass over a picture `factor` times as large as the field. */
function addField(rgb: Uint8ClampedArray, levels: Float32Array, field: Field, factor: number): void {
  const line = field.width * factor * 3;
  const last = field.height - 1;
  let upper = 0;
  let above = wideRow(field, 0, factor);
  let below = wideRow(field, Math.min(last, 1), factor);
  for (let y = 0; y < field.height * factor; y += 1) {
    const place = Math.max(0, Math.min(last, (y + 0.5) / factor - 0.5));
    if (Math.floor(place) !== upper) {
      upper = Math.floor(place);
      above = below;
      below = wideRow(field, Math.min(last, upper + 1), factor);
    }
    if (above.isEmpty && below.isEmpty) relevel(rgb, y * line, (y + 1) * line, levels);
    else matchRow(rgb, y * line, levels, above.values, below.values, place - upper);
  }
}

/**
 * The made picture in the look of its known sides, with their detail wherever it shows the same as they do. What has moved
 * is left as it was made: both pictures went through the same codec, so that a difference between them is a difference of
 * what they show. A finisher's picture is gone over once: it has sixteen times the pixels of the codec's.
 */
export function withDetail(frame: RgbFrame, sides: readonly CarriedSide[], look = plainLook): RgbFrame {
  const { width, height } = frame;
  // Edges are raised before anything is added; with them the levels are done.
  const drawn = look.sharpen === 0 ? frame : withLook(frame, look);
  const left = look.sharpen === 0 ? look : plainLook;
  const field = fieldOf(drawn, left, sides);
  if (field === undefined && left === plainLook) return drawn;
  const levels = levelsIn(left);
  const rgb = new Uint8ClampedArray(drawn.rgb);
  if (field === undefined) relevel(rgb, 0, rgb.length, levels);
  else addField(rgb, levels, field, width / field.width);
  return { width, height, rgb: new Uint8Array(rgb.buffer) };
}
