// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { createViewStore } from '../../../editor/stores/view-store.ts';
import { scaleFrames } from '../time-scale.ts';
import { trackHeadPixels } from '../track-size.ts';
import { createLiveView } from './live-view.ts';

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
});

function opened(playhead: number) {
  const view = createViewStore({ zoom: 2 });
  const frames: (() => void)[] = [];
  const live = createLiveView({ view, playhead: () => playhead, request: (act) => frames.push(act) });
  const scroller = document.createElement('div');
  const content = document.createElement('div');
  const stretched = document.createElement('div');
  Object.defineProperty(scroller, 'clientWidth', { value: 1000 + trackHeadPixels });
  const detach = live.attach({ scroller, content });
  live.stretch(stretched);
  live.setEnd(10_000);
  return {
    view,
    live,
    scroller,
    content,
    stretched,
    detach,
    draw: () => frames.splice(0).forEach((act) => act()),
  };
}

test('zoom steps within one frame are drawn once, about the playhead', () => {
  const { view, live, scroller, content, stretched, draw } = opened(300);
  const told = vi.fn();
  live.listen(told);
  view.setState({ zoom: 4 });
  view.setState({ zoom: 8 });
  expect(told).not.toHaveBeenCalled();
  draw();
  expect(told).toHaveBeenCalledTimes(1);
  expect(live.now()).toMatchObject({ zoom: 8, left: 1800 });
  // The playhead stood 600 pixels from the left edge and still does.
  expect(300 * 8 - scroller.scrollLeft).toBe(600);
  expect(stretched.style.width).toBe(`${scaleFrames * 8}px`);
  expect(Number.parseFloat(content.style.width)).toBeGreaterThan(80_000);
});

test('the wheel zooms about the pointer', () => {
  const { live, scroller, stretched, draw } = opened(0);
  const before = (scroller.scrollLeft + 500) / live.now().zoom;
  // The page of the tests knows no wheel with a key held.
  const turn = new MouseEvent('wheel', {
    ctrlKey: true,
    clientX: trackHeadPixels + 500,
    cancelable: true,
  });
  Object.defineProperty(turn, 'deltaY', { value: -200 });
  scroller.dispatchEvent(turn);
  draw();
  expect(live.now().zoom).toBeGreaterThan(2);
  // Nothing is laid out yet: what is there is moved and stretched, and the same frame stands under the pointer.
  const { left, zoom, shift } = live.now();
  expect((left + 500) / zoom).toBeCloseTo(before, 6);
  expect(scroller.scrollLeft).toBe(left - shift);
  expect(stretched.style.width).toBe(`${scaleFrames * 2}px`);
  expect(stretched.style.transform).toBe(`translateX(${-shift}px) scaleX(${zoom / 2})`);
  window.dispatchEvent(new Event('pointerdown'));
  expect(live.now()).toMatchObject({ zoom, left, shift: 0, isMoving: false });
  expect(Number.parseFloat(stretched.style.width)).toBeCloseTo(scaleFrames * zoom, 3);
  expect(stretched.style.transform).toBe('');
  expect((scroller.scrollLeft + 500) / live.now().zoom).toBeCloseTo(before, 6);
});

test('a timeline that is gone follows nothing', () => {
  const { view, live, detach, draw } = opened(0);
  detach();
  view.setState({ zoom: 9 });
  draw();
  expect(live.now().zoom).toBe(2);
});
