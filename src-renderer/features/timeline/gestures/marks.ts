import { branded } from '../../../../src-shared/lib/brand.ts';
import type { MarkerId } from '../../../../src-shared/lib/ids.ts';
import { frames } from '../../../../src-shared/time/rate.ts';
import { findClip } from '../../../../src-shared/timeline/clips.ts';
import { changeMarker, putClipMarker } from '../../../../src-shared/timeline/markers.ts';
import { markIn, markOut } from '../../../../src-shared/timeline/marks.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import type { GestureStarter } from './gesture.ts';

/** Dragging a marker, or one end of the marked range, along the ruler. */
export const startMark: GestureStarter = ({ part, of }, studio) => {
  const document = studio.project.getState().project?.document;
  if (document === undefined) return null;
  const { timeline, settings } = document;
  if (part === 'mark-in' || part === 'mark-out') {
    const isIn = part === 'mark-in';
    const at = isIn ? timeline.in : timeline.out;
    if (at === undefined) return null;
    const least = isIn ? 0 : (timeline.in ?? 0) + 1;
    const most = isIn ? (timeline.out ?? Infinity) - 1 : Infinity;
    return {
      label: 'edit.label.mark',
      moving: [],
      edges: [at],
      drag(asked) {
        const to = Math.max(least, Math.min(most, at + asked));
        return {
          by: to - at,
          instead: timecodeText(to, settings.rate),
          result: isIn ? markIn(timeline, to) : markOut(timeline, to),
        };
      },
    };
  }
  if (part !== 'marker' || of === null) return null;
  const markerId = branded<MarkerId>(of);
  const marker = timeline.markers?.find(({ id }) => id === markerId);
  if (marker === undefined) return null;
  return {
    label: 'edit.label.marker',
    moving: [],
    edges: [marker.frame],
    drag(asked) {
      const by = Math.max(asked, 0 - marker.frame);
      return {
        by,
        instead: timecodeText(marker.frame + by, settings.rate),
        result: by === 0 ? null : changeMarker(timeline, { markerId, frame: frames(marker.frame + by) }),
      };
    },
  };
};

/** Dragging a marker within its clip. */
export const startClipMarker: GestureStarter = ({ clip: id, part, of }, studio) => {
  const timeline = studio.project.getState().project?.document.timeline;
  if (timeline === undefined || id === null || part !== 'clip-marker') return null;
  const clip = findClip(timeline, id)?.clip;
  const marker = clip?.markers?.find((one) => one.id === of);
  if (clip === undefined || marker === undefined) return null;
  return {
    label: 'edit.label.marker',
    moving: [id],
    edges: [clip.start + marker.frame],
    drag(asked) {
      const frame = Math.max(0, Math.min(clip.length - 1, marker.frame + asked));
      return {
        by: frame - marker.frame,
        result: putClipMarker(timeline, { clipId: id, marker: { ...marker, frame } }),
      };
    },
  };
};
