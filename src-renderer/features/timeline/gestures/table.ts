import { startDrawShot } from '../../operations/gestures/draw-shot.ts';
import { startExtend } from '../../operations/gestures/extend-edge.ts';
import { startOverlap } from '../../operations/gestures/overlap.ts';
import { startFade, startKeyframe, startLevel } from './clip-look.ts';
import type { GestureStarter } from './gesture.ts';
import { startMark, startMarker } from './marks.ts';
import { startMarquee } from './marquee.ts';
import { startMove } from './move.ts';
import { startPan } from './pan.ts';
import { startSlip } from './slip.ts';
import { startTransition } from './transition.ts';
import { startTrim } from './trim.ts';

/** Every drag of the timeline; the first that takes a press has it. New ones are added here and nowhere else. */
export const gestureStarters: readonly GestureStarter[] = [
  startPan,
  startOverlap,
  startTransition,
  startMark,
  startMarker,
  startFade,
  startLevel,
  startKeyframe,
  startSlip,
  startExtend,
  startTrim,
  startMove,
  startDrawShot,
  startMarquee,
];
