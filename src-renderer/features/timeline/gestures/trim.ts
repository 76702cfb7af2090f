import { sourceLengthOf } from '../../../../src-shared/project/sources.ts';
import { frames } from '../../../../src-shared/time/rate.ts';
import { endOf, findClip } from '../../../../src-shared/timeline/clips.ts';
import { trimHead, trimTail } from '../../../../src-shared/timeline/trim.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import type { GestureStarter } from './gesture.ts';
import { reach } from './reach.ts';

/** Dragging one edge of a clip; nothing else moves. */
export const startTrim: GestureStarter = (press, studio) => {
  const document = studio.project.getState().project?.document;
  const { clip: id, part } = press;
  if (document === undefined || id === null || (part !== 'start' && part !== 'end')) return null;
  if (studio.view.getState().tool !== 'select' || press.shift || press.alt) return null;
  const { timeline, settings } = document;
  const clip = findClip(timeline, id)?.clip;
  if (clip === undefined) return null;
  const at = part === 'start' ? clip.start : endOf(clip);
  return {
    label: 'edit.label.trim',
    moving: [id],
    edges: [at],
    drag(asked) {
      const step = reach(asked, (by) =>
        part === 'start'
          ? trimHead(timeline, { clipId: id, to: frames(at + by) })
          : trimTail(timeline, {
              clipId: id,
              to: frames(at + by),
              sourceLength: (of) => sourceLengthOf(document, of),
            }),
      );
      const length = clip.length + (part === 'start' ? -step.by : step.by);
      return { ...step, says: [timecodeText(length, settings.rate)] };
    },
  };
};
