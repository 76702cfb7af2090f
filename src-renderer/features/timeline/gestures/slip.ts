import { endOf } from '../../../../src-shared/timeline/clips.ts';
import { inTurn } from '../../../../src-shared/timeline/result.ts';
import { slideClip } from '../../../../src-shared/timeline/slide.ts';
import { slipClip } from '../../../../src-shared/timeline/slip.ts';
import { sourcePosition } from '../../../../src-shared/project/source-time.ts';
import { spansOf } from '../../../editor/actions/spans.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import { linkedPlaces } from '../../../editor/companions.ts';
import type { GestureStarter } from './gesture.ts';
import { reach } from './reach.ts';

/** Dragging the pictures of a clip under its edges (slip), or the clip between its neighbours (slide). */
export const startSlip: GestureStarter = (press, studio) => {
  const { tool } = studio.view.getState();
  const document = studio.project.getState().project?.document;
  if (press.clip === null || document === undefined || (tool !== 'slip' && tool !== 'slide')) return null;
  const { timeline, settings } = document;
  const places = linkedPlaces(studio, timeline, press.clip);
  const own = places[0]?.clip;
  if (own === undefined) return null;
  const sourceSpan = spansOf(document);
  const isSlip = tool === 'slip';
  return {
    label: isSlip ? 'edit.label.slip' : 'edit.label.slide',
    moving: places.map(({ clip }) => clip.id),
    // Slipping moves no edge, so there is nothing to snap.
    edges: isSlip ? [] : [own.start, endOf(own)],
    drag(asked) {
      // The film follows the pointer: to the right means earlier pictures.
      const step = reach(isSlip ? -asked : asked, (by) =>
        inTurn(
          timeline,
          places.map(
            ({ clip }) =>
              (now) =>
                (isSlip ? slipClip : slideClip)(now, { clipId: clip.id, by, sourceSpan }),
          ),
        ),
      );
      const head = sourcePosition(own, 0) + (isSlip ? step.by : 0);
      return {
        ...step,
        by: isSlip ? -step.by : step.by,
        ...(isSlip ? { shows: own.start } : {}),
        says: isSlip ? [timecodeText(Math.max(0, head), settings.rate)] : [],
      };
    },
  };
};
