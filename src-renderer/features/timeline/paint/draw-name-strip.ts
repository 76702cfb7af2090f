import { details } from '../time-scale.ts';
import { drawIcon, iconPixels } from './clip-icons.ts';
import { namePixels, type DrawnClip } from './clip-box.ts';
import type { Palette } from './palette.ts';

const gap = 4;
const indent = 6;
/** Beside the handles of the fades, which a selected clip shows in its upper corners. */
const indentBesideHandles = 18;

const widths = new Map<string, number>();

/** Measuring a text costs more than drawing it; there are few different ones. */
function widthOf(context: CanvasRenderingContext2D, text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  if (widths.size > 4000) widths.clear();
  const { width } = context.measureText(text);
  widths.set(text, width);
  return width;
}

/** As much of a text as there is room for. */
function drawText(
  context: CanvasRenderingContext2D,
  text: string,
  { x, end, y }: { x: number; end: number; y: number },
): void {
  const room = end - x;
  const width = widthOf(context, text);
  if (width <= room) return context.fillText(text, x, y);
  const letters = Math.floor((text.length * (room - 8)) / width);
  if (letters > 0) context.fillText(`${text.slice(0, letters)}…`, x, y);
}

/** A clip's name in its strip above the film, its sign before it, and behind it what else is to be known. */
export function drawNameStrip(
  context: CanvasRenderingContext2D,
  { clip, face, box, detail, isSelected }: DrawnClip,
  top: number,
  palette: Palette,
): void {
  if (box.right <= box.left) return;
  const middle = top + namePixels / 2;
  const edge = isSelected && detail >= details.fades ? indentBesideHandles : indent;
  let x = box.start + edge;
  let end = box.end - edge;
  if (face.label !== undefined) {
    context.fillStyle = palette.label(face.label);
    context.fillRect(x, middle - 4, 8, 8);
    x += 8 + gap;
  }
  context.fillStyle = palette.text;
  const isNear = x > -60 && box.start < box.right;
  if (isNear) drawIcon(context, face.icon, { x, y: middle - iconPixels / 2, colour: palette.text });
  x += iconPixels + gap;
  if (detail >= details.length && face.fact !== undefined) {
    end -= widthOf(context, face.fact);
    if (end > x) context.fillText(face.fact, end, middle);
    end -= gap;
  }
  if (detail >= details.facts) {
    for (const mark of [...face.marks].reverse()) {
      const width = typeof mark === 'string' ? iconPixels : widthOf(context, mark.text) + 8;
      end -= width;
      if (end <= x) break;
      if (typeof mark === 'string') {
        drawIcon(context, mark, { x: end, y: middle - iconPixels / 2, colour: palette.text });
      } else {
        context.fillStyle = palette.veil;
        context.fillRect(end, middle - 7, width, 14);
        context.fillStyle = palette.text;
        context.fillText(mark.text, end + 4, middle);
      }
      end -= gap;
    }
  }
  if (end - x > 10) drawText(context, clip.name, { x, end, y: middle });
}
