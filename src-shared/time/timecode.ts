import { frames, type Frames, type Rate } from './rate.ts';

/**
 * SMPTE timecode: a label for a frame number, not a time. Drop-frame exists at 30000/1001 and 60000/1001 only: each minute
 * but every tenth skips its first two (four) labels, so that labels keep up with the clock. No frame is dropped.
 */
export interface TimecodeStyle {
  readonly rate: Rate;
  readonly drop: boolean;
}

/** Labels per second: 24 for 24000/1001. */
export function nominalRate(rate: Rate): number {
  return Math.ceil(rate.num / rate.den);
}

export function canDrop(rate: Rate): boolean {
  return rate.den === 1001 && (rate.num === 30_000 || rate.num === 60_000);
}

function droppedPerMinute(style: TimecodeStyle): number {
  if (!style.drop) return 0;
  if (!canDrop(style.rate)) throw new RangeError('Drop-frame exists at 29.97 and 59.94 only');
  return nominalRate(style.rate) / 15;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}

/** `00:00:59:29`, with `;` before the frames where labels drop. Wraps after 24 hours as a deck does. */
export function timecodeOf(frame: Frames, style: TimecodeStyle): string {
  const nominal = nominalRate(style.rate);
  const dropped = droppedPerMinute(style);
  const minute = nominal * 60 - dropped;
  // Ten minutes hold nine that drop and one that does not.
  const tenMinutes = minute * 10 + dropped;
  const day = tenMinutes * 6 * 24;
  const inDay = ((frame % day) + day) % day;

  const tens = Math.floor(inDay / tenMinutes);
  const rest = inDay % tenMinutes;
  const drops = rest < nominal * 60 ? 0 : Math.floor((rest - nominal * 60) / minute) + 1;
  const label = inDay + dropped * (tens * 9 + drops);

  const field = [
    padded(Math.floor(label / (nominal * 3600)) % 24),
    padded(Math.floor(label / (nominal * 60)) % 60),
    padded(Math.floor(label / nominal) % 60),
  ].join(':');
  return `${field}${style.drop ? ';' : ':'}${padded(label % nominal)}`;
}

/**
 * The frame a label names; undefined for what is no label at this rate, dropped labels among them. Both `:` and `;` are
 * taken before the frames field: people type what their keyboard gives.
 */
export function frameOfTimecode(text: string, style: TimecodeStyle): Frames | undefined {
  const match = /^(\d{1,2}):(\d{2}):(\d{2})[:;](\d{2,3})$/.exec(text.trim());
  if (match === null) return undefined;
  const [hours = 0, minutes = 0, seconds = 0, rest = 0] = match.slice(1).map(Number);
  const nominal = nominalRate(style.rate);
  if (hours > 23 || minutes > 59 || seconds > 59 || rest >= nominal) return undefined;
  const dropped = droppedPerMinute(style);
  const allMinutes = hours * 60 + minutes;
  if (seconds === 0 && rest < dropped && allMinutes % 10 !== 0) return undefined;
  const label = (allMinutes * 60 + seconds) * nominal + rest;
  return frames(label - dropped * (allMinutes - Math.floor(allMinutes / 10)));
}
