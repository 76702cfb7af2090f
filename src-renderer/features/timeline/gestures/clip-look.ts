import { silence } from '../../../../src-shared/project/clip-look.ts';
import { frames } from '../../../../src-shared/time/rate.ts';
import { setClipFields } from '../../../../src-shared/timeline/clip-fields.ts';
import { findClip } from '../../../../src-shared/timeline/clips.ts';
import {
  animatedOf,
  keyframeMoved,
  keyframesOf,
  usualValues,
  withAnimated,
  withKeyframe,
} from '../../../../src-shared/timeline/keyframes.ts';
import { changeClips } from '../../../../src-shared/timeline/together.ts';
import { valueAt } from '../../../../src-shared/timeline/animated-value.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import type { GestureStarter } from './gesture.ts';

/** Dragging a fade's end along the top of a clip. */
export const startFade: GestureStarter = ({ clip: id, part }, studio) => {
  const document = studio.project.getState().project?.document;
  if (document === undefined || id === null || (part !== 'fade-in' && part !== 'fade-out')) return null;
  const clip = findClip(document.timeline, id)?.clip;
  if (clip === undefined) return null;
  const field = part === 'fade-in' ? 'fadeIn' : 'fadeOut';
  const before = clip[field] ?? 0;
  const other = (part === 'fade-in' ? clip.fadeOut : clip.fadeIn) ?? 0;
  return {
    label: 'edit.label.fade',
    moving: [id],
    edges: [part === 'fade-in' ? clip.start + before : clip.start + clip.length - before],
    drag(asked) {
      const grown = part === 'fade-in' ? asked : -asked;
      const length = Math.max(0, Math.min(clip.length - other, before + grown));
      const by = part === 'fade-in' ? length - before : before - length;
      return {
        by,
        instead: timecodeText(length, document.settings.rate),
        result: setClipFields(document.timeline, { clipIds: [id], fields: { [field]: frames(length) } }),
      };
    },
  };
};

/** One pixel is half a decibel, a tenth of one with Shift. */
const decibelsPerPixel = 0.5;

/** Dragging the level line of a sound clip up and down. */
export const startLevel: GestureStarter = ({ clip: id, part }, studio) => {
  const timeline = studio.project.getState().project?.document.timeline;
  if (timeline === undefined || id === null || part !== 'level') return null;
  const clip = findClip(timeline, id)?.clip;
  if (clip === undefined) return null;
  const before = valueAt(clip.volume, 0, 0);
  return {
    label: 'edit.label.volume',
    moving: [],
    edges: [],
    drag(_by, { dy, shift }) {
      const free = before - dy * (shift ? 0.1 : decibelsPerPixel);
      const volume = Math.round(Math.max(silence, Math.min(12, Math.abs(free) < 0.4 ? 0 : free)) * 10) / 10;
      return {
        by: 0,
        instead: studio.text('timeline.decibels', { decibels: volume.toFixed(1) }),
        result: setClipFields(timeline, { clipIds: [id], fields: { volume } }),
      };
    },
  };
};

/** Dragging a keyframe of a clip's opacity or volume in time, and with it up and down. */
export const startKeyframe: GestureStarter = ({ clip: id, part, of }, studio) => {
  const document = studio.project.getState().project?.document;
  const place = id === null || document === undefined ? undefined : findClip(document.timeline, id);
  if (place === undefined || document === undefined || part !== 'key' || of === null) return null;
  const { clip, track } = place;
  const field = track.kind === 'audio' ? 'volume' : 'opacity';
  const from = Number(of);
  const key = keyframesOf(clip, field).find(({ frame }) => frame === from);
  if (key === undefined) return null;
  return {
    label: 'edit.label.keyframe',
    moving: [],
    edges: [clip.start + from],
    drag(asked, { dy }) {
      const frame = Math.max(0, Math.min(clip.length - 1, from + asked));
      const value =
        field === 'volume'
          ? Math.round(Math.max(silence, Math.min(12, key.value - dy * decibelsPerPixel)) * 10) / 10
          : Math.round(Math.max(0, Math.min(1, key.value - dy * 0.02)) * 100) / 100;
      const result = changeClips(document.timeline, [clip.id], (one) => {
        const moved = keyframeMoved(animatedOf(one, field), from, frame);
        return withAnimated(one, field, withKeyframe(moved ?? usualValues[field], { frame, value }));
      });
      const said =
        field === 'volume'
          ? studio.text('timeline.decibels', { decibels: value.toFixed(1) })
          : studio.text('timeline.percent', { percent: Math.round(value * 100) });
      return { by: frame - from, result, says: [said] };
    },
  };
};
