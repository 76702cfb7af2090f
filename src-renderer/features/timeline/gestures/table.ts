import type { GestureStarter } from './gesture.ts';
import { startMarquee } from './marquee.ts';
import { startMove } from './move.ts';
import { startPan } from './pan.ts';
import { startTrim } from './trim.ts';

/** Every drag of the timeline; the first that takes a press has it. New ones are added here and nowhere else. */
export const gestureStarters: readonly GestureStarter[] = [startPan, startTrim, startMove, startMarquee];
