import { timecodeText } from '../../../editor/timecode-text.ts';
import type { Rate } from '../../../../src-shared/time/rate.ts';
import type { RulerUnit } from '../../../editor/stores/view-store.ts';
import { rulerScale } from '../time-scale.ts';
import type { Palette } from './palette.ts';
import type { StripPlace } from './strip-canvas.ts';

function rulerText(frame: number, rate: Rate, unit: RulerUnit): string {
  if (unit === 'frames') return String(frame);
  if (unit === 'timecode') return timecodeText(frame, rate);
  const seconds = (frame * rate.den) / rate.num;
  return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(2)} s`;
}

/** Marks on round times, and beside the larger ones what time it is. */
export function drawRuler(
  context: CanvasRenderingContext2D,
  { left, width, zoom }: StripPlace,
  { rate, unit, height, palette }: { rate: Rate; unit: RulerUnit; height: number; palette: Palette },
): void {
  context.font = `500 11px ${palette.mono}`;
  context.textBaseline = 'middle';
  const { major, minor } = rulerScale(zoom, rate);
  const first = Math.floor(left / zoom / major) * major;
  const last = (left + width) / zoom;
  for (let frame = first; frame <= last; frame += minor) {
    const x = Math.round(frame * zoom - left);
    const isMajor = frame % major === 0;
    context.globalAlpha = isMajor ? 1 : 0.5;
    context.fillStyle = palette.mark;
    const top = isMajor ? height - 12 : height - 5;
    context.fillRect(x, top, 1, height - top);
    if (!isMajor) continue;
    context.fillStyle = palette.quiet;
    context.fillText(rulerText(frame, rate, unit), x + 5, height / 2 - 2);
  }
  context.globalAlpha = 1;
}
