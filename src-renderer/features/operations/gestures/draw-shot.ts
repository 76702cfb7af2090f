import { frames } from '../../../../src-shared/time/rate.ts';
import { findTrack } from '../../../../src-shared/timeline/clips.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import { extendLimits } from '../../generate/extend.ts';
import type { GestureStarter } from '../../timeline/gestures/gesture.ts';

/** With Alt over an empty part of a video track: draws where the next shot goes and how long it is; then its words are typed. */
export const startDrawShot: GestureStarter = (press, studio) => {
  const document = studio.project.getState().project?.document;
  if (document === undefined || press.clip !== null || press.part !== null || press.track === null)
    return null;
  if (!press.alt || studio.view.getState().tool !== 'select') return null;
  const track = findTrack(document.timeline, press.track);
  if (track === undefined || track.kind !== 'video' || track.locked === true) return null;
  const { rate } = document.settings;
  const { least, most } = extendLimits(rate);
  const from = Math.max(0, Math.round(press.frame));
  const floor = Math.max(
    0,
    ...track.clips.filter(({ start }) => start <= from).map((one) => one.start + one.length),
  );
  const ceiling = Math.min(
    Infinity,
    ...track.clips.filter(({ start }) => start > from).map(({ start }) => start),
  );
  const before = studio.prompt.getState();
  let drawn = false;
  return {
    label: 'edit.label.generate',
    moving: [],
    edges: [from],
    drag(asked) {
      const to = Math.max(floor, Math.min(ceiling, from + asked));
      const length = Math.min(most, Math.abs(to - from));
      const at = to < from ? from - length : from;
      drawn = length >= least;
      const seconds = Number(((length * rate.den) / rate.num).toFixed(4));
      studio.prompt.setState(
        drawn
          ? { place: { trackId: track.id, at, length }, seconds }
          : { place: before.place, seconds: before.seconds },
      );
      return { by: to - from, result: null, instead: timecodeText(frames(length), rate) };
    },
    release() {
      if (!drawn) return;
      // The field that appears in its place takes the focus; the panel shows the rest.
      studio.view.setState({ rightTab: 'prompt' });
      drawn = false;
    },
    end() {
      // Escape: everything as it was.
      if (drawn) studio.prompt.setState({ place: before.place, seconds: before.seconds });
    },
  };
};
