import { assertNever } from '../../src-shared/lib/assert-never.ts';

/**
 * The J K L shuttle as a pure machine. Speed is a multiple of real time; 0 stands still. K held turns J and L into single
 * steps, as on an edit controller.
 */
export interface Shuttle {
  readonly speed: number;
  readonly holdingK: boolean;
}

export type ShuttleKey = 'j' | 'k' | 'l' | 'k-up';

export interface ShuttleResult {
  readonly shuttle: Shuttle;
  /** Frames to step at once, besides the new speed. */
  readonly step: -1 | 0 | 1;
}

export const stillShuttle: Shuttle = { speed: 0, holdingK: false };

const fastest = 8;

function faster(speed: number, direction: 1 | -1): number {
  const same = Math.sign(speed) === direction;
  return same ? direction * Math.min(fastest, Math.abs(speed) * 2) : direction;
}

export function pressShuttle(shuttle: Shuttle, key: ShuttleKey): ShuttleResult {
  switch (key) {
    case 'k':
      return { shuttle: { speed: 0, holdingK: true }, step: 0 };
    case 'k-up':
      return { shuttle: { ...shuttle, holdingK: false }, step: 0 };
    case 'j':
      return shuttle.holdingK
        ? { shuttle, step: -1 }
        : { shuttle: { ...shuttle, speed: faster(shuttle.speed, -1) }, step: 0 };
    case 'l':
      return shuttle.holdingK
        ? { shuttle, step: 1 }
        : { shuttle: { ...shuttle, speed: faster(shuttle.speed, 1) }, step: 0 };
    default:
      return assertNever(key);
  }
}
