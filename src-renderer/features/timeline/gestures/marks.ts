import { branded } from '../../../../src-shared/lib/brand.ts';
import type { MarkerId } from '../../../../src-shared/lib/ids.ts';
import {
  changeMarker,
  findMarker,
  markerRoom,
  type MarkerPlace,
} from '../../../../src-shared/timeline/markers.ts';
import { markIn, markOut } from '../../../../src-shared/timeline/marks.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import type { GestureStarter, Press } from './gesture.ts';

/** Dragging one end of the marked range along the ruler. */
export const startMark: GestureStarter = ({ part }, studio) => {
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
  return null;
};

/** The marker that was pressed, of the ruler or of a clip. */
export function pressedMarker({ part, of, clip }: Press): MarkerPlace | null {
  if (of === null) return null;
  const markerId = branded<MarkerId>(of);
  if (part === 'marker') return { markerId, clipId: null };
  return part === 'clip-marker' && clip !== null ? { markerId, clipId: clip } : null;
}

/** Dragging a marker along the ruler, or within its clip. */
export const startMarker: GestureStarter = (press, studio) => {
  const document = studio.project.getState().project?.document;
  const place = pressedMarker(press);
  if (document === undefined || place === null) return null;
  const { timeline, settings } = document;
  const found = findMarker(timeline, place);
  if (found === undefined) return null;
  const { least, most } = markerRoom(timeline, place);
  const { frame } = found.marker;
  return {
    label: 'edit.label.marker',
    moving: place.clipId === null ? [] : [place.clipId],
    edges: [found.at],
    drag(asked) {
      const by = Math.max(least, Math.min(most, frame + asked)) - frame;
      return {
        by,
        instead: timecodeText(found.at + by, settings.rate),
        result: by === 0 ? null : changeMarker(timeline, { ...place, frame: frame + by }),
      };
    },
  };
};
