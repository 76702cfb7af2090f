import { branded } from '../../../../src-shared/lib/brand.ts';
import type { ClipId, TrackId } from '../../../../src-shared/lib/ids.ts';
import { clipsWithin } from '../../../../src-shared/timeline/select.ts';
import { selectionOf } from '../../../../src-shared/timeline/together.ts';
import type { GestureStarter } from './gesture.ts';

/** A drag that begins beside every clip draws a frame; what it touches is selected, with Shift added. */
export const startMarquee: GestureStarter = (press, studio) => {
  if (press.clip !== null || press.part !== null || studio.view.getState().tool !== 'select') return null;
  const before = press.shift || press.mod ? studio.selection.getState().clips : new Set<ClipId>();
  const box = document.createElement('div');
  box.dataset.marquee = '';

  function lanesBetween(top: number, bottom: number): readonly TrackId[] {
    const lanes = [...document.querySelectorAll<HTMLElement>('[data-track]')].filter((lane) => {
      const { top: from, bottom: to } = lane.getBoundingClientRect();
      return from < bottom && to > top;
    });
    return lanes.map(({ dataset }) => branded<TrackId>(dataset.track ?? ''));
  }
  return {
    label: 'edit.label.move',
    moving: [],
    edges: [],
    drag: () => ({ by: 0, result: null, instead: '' }),
    draw(_step, point) {
      const timeline = studio.project.getState().project?.document.timeline;
      if (timeline === undefined) return;
      const [from, to] = [Math.min(press.frame, point.frame), Math.max(press.frame, point.frame)];
      const [top, bottom] = [Math.min(press.clientY, point.clientY), Math.max(press.clientY, point.clientY)];
      // The frame is measured in the timeline's own time, so that it grows while the timeline scrolls under it.
      const left = point.clientX - (point.frame - from) * studio.view.getState().zoom;
      box.style.left = `${left}px`;
      box.style.top = `${top}px`;
      box.style.width = `${(to - from) * studio.view.getState().zoom}px`;
      box.style.height = `${bottom - top}px`;
      if (!box.isConnected) document.querySelector('[data-gesture-layer]')?.append(box);
      const touched = clipsWithin(timeline, { from, to, trackIds: lanesBetween(top, bottom) });
      const together = studio.view.getState().linkedSelection ? selectionOf(timeline, touched) : touched;
      const clips = new Set([...before, ...together]);
      const now = studio.selection.getState().clips;
      if (clips.size === now.size && [...clips].every((id) => now.has(id))) return;
      studio.selection.setState({
        clips,
        focusedClip: touched[0] ?? null,
        transition: null,
        marker: null,
      });
    },
    release: () => undefined,
    end: () => box.remove(),
  };
};
