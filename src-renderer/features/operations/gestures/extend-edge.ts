import { frames } from '../../../../src-shared/time/rate.ts';
import { endOf, findClip } from '../../../../src-shared/timeline/clips.ts';
import type { ClipPlace } from '../../../../src-shared/timeline/clips.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import {
  draftExtension,
  extendClipByFrames,
  extendLimits,
  extendReason,
  roomBeside,
  type ExtendDirection,
} from '../../generate/extend.ts';
import type { GestureStarter, Press } from '../../timeline/gestures/gesture.ts';

/**
 * A clip's edge dragged past its end makes what comes there: by the violet handle of a selected clip, or by any edge with
 * Alt. Where two clips touch, Alt on the edge rolls the cut, so there the handle alone extends.
 */
export const startExtend: GestureStarter = (press, studio) => {
  const document = studio.project.getState().project?.document;
  const place =
    document === undefined || press.clip === null ? undefined : findClip(document.timeline, press.clip);
  if (document === undefined || place === undefined) return null;
  const direction = directionOf(press, place, studio.view.getState().tool);
  if (direction === null || extendReason(document, place.clip, direction) !== null) return null;
  const { rate } = document.settings;
  const { least, most } = extendLimits(rate);
  const { clip } = place;
  const isForward = direction === 'forward';
  let length = 0;
  return {
    label: isForward ? 'edit.label.extendForward' : 'edit.label.extendBackward',
    moving: [clip.id],
    edges: [isForward ? endOf(clip) : clip.start],
    drag(asked) {
      const wanted = isForward ? asked : -asked;
      length = wanted < 1 ? 0 : Math.max(least, Math.min(most, wanted));
      const result =
        length === 0 ? null : draftExtension(studio, document.timeline, clip.id, direction, length);
      return {
        by: isForward ? length : -length,
        result,
        says: [studio.text('operation.makes', { timecode: timecodeText(frames(length), rate) })],
      };
    },
    release() {
      if (length > 0) void extendClipByFrames(studio, clip.id, direction, length);
    },
  };
};

function directionOf(
  { part, alt, shift }: Press,
  { track, clip }: ClipPlace,
  tool: string,
): ExtendDirection | null {
  if (part === 'extend-end') return 'forward';
  if (part === 'extend-start') return 'backward';
  if (!alt || shift || tool !== 'select' || (part !== 'start' && part !== 'end')) return null;
  const direction = part === 'end' ? 'forward' : 'backward';
  return roomBeside(track, clip, direction) === 0 ? null : direction;
}
