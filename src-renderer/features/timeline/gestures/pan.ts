import type { GestureStarter } from './gesture.ts';

/** The hand, or the wheel pressed: the timeline follows the pointer. */
export const startPan: GestureStarter = (press, studio) => {
  if (press.part !== 'pan' && studio.view.getState().tool !== 'hand') return null;
  const scroller = document.querySelector<HTMLElement>('[data-timeline-scroller]');
  if (scroller === null) return null;
  const { scrollLeft, scrollTop } = scroller;
  return {
    label: 'edit.label.move',
    moving: [],
    edges: [],
    drag: () => ({ by: 0, result: null, instead: '' }),
    draw(_step, { dx, dy }) {
      scroller.scrollLeft = scrollLeft - dx;
      scroller.scrollTop = scrollTop - dy;
    },
    release: () => undefined,
  };
};
