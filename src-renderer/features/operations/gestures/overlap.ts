import { branded } from '../../../../src-shared/lib/brand.ts';
import type { ClipId } from '../../../../src-shared/lib/ids.ts';
import { frames } from '../../../../src-shared/time/rate.ts';
import { findClip } from '../../../../src-shared/timeline/clips.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import { bridgeClips, bridgeReason, draftBridge, mostOverlap, type Pair } from '../bridge.ts';
import type { GestureStarter } from '../../timeline/gestures/gesture.ts';

/** The bridge handle on a cut, dragged to either side: how much around the cut is replaced by a bridge. */
export const startOverlap: GestureStarter = (press, studio) => {
  const document = studio.project.getState().project?.document;
  if (document === undefined || press.part !== 'overlap' || press.of === null) return null;
  const place = findClip(document.timeline, branded<ClipId>(press.of));
  const after = place?.track.clips[place.index + 1];
  if (place === undefined || after === undefined) return null;
  const pair: Pair = { track: place.track, before: place.clip, after };
  if (bridgeReason(studio, pair) !== null) return null;
  let overlap = 0;
  return {
    label: 'operation.label.bridge',
    moving: [pair.before.id, after.id],
    edges: [],
    drag(asked) {
      overlap = Math.min(mostOverlap(pair), 2 * Math.abs(asked));
      const result = overlap === 0 ? null : draftBridge(studio, document.timeline, pair, overlap);
      return {
        by: asked,
        result,
        instead: studio.text('operation.makes', {
          timecode: timecodeText(frames(overlap), document.settings.rate),
        }),
      };
    },
    release() {
      if (overlap > 0) void bridgeClips(studio, pair, overlap);
    },
  };
};
