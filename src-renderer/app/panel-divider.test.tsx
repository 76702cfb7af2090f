// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { panelLimits, type MovablePanel } from './layout.ts';
import { PanelDivider } from './panel-divider.tsx';

afterEach(cleanup);

/** A divider of a panel of 300 pixels, and what it told of: sizes drawn, sizes kept. */
function divider(panel: MovablePanel) {
  const drawn: number[] = [];
  const kept: (number | undefined)[] = [];
  render(
    <PanelDivider
      panel={panel}
      name="Edge"
      size={300}
      onDraw={(pixels) => drawn.push(pixels)}
      onKeep={(pixels) => kept.push(pixels)}
    />,
  );
  const element = screen.getByRole('separator', { name: 'Edge' });
  // The simulated page captures no pointer.
  element.setPointerCapture = () => undefined;
  return { element, drawn, kept };
}

describe('the edge of a panel', () => {
  it.each<[MovablePanel, number, string]>([
    ['left', 340, 'vertical'],
    ['right', 260, 'vertical'],
    ['timeline', 260, 'horizontal'],
  ])('of %s follows the pointer and keeps its size at the release', (panel, expected, orientation) => {
    const { element, drawn, kept } = divider(panel);
    expect(element.getAttribute('aria-orientation')).toBe(orientation);
    fireEvent.pointerMove(element, { clientX: 90, clientY: 90 });
    expect(drawn, 'nothing is held yet').toEqual([]);
    fireEvent.pointerDown(element, { button: 0, clientX: 100, clientY: 100 });
    fireEvent.pointerMove(element, { clientX: 140, clientY: 140 });
    expect(drawn).toEqual([expected]);
    expect(kept).toEqual([]);
    fireEvent.pointerUp(element, { clientX: 140, clientY: 140 });
    fireEvent.lostPointerCapture(element);
    expect(kept).toEqual([expected]);
    expect(drawn).toEqual([expected]);
  });

  it('is as it was where the pointer is taken away', () => {
    const { element, drawn, kept } = divider('left');
    fireEvent.pointerDown(element, { button: 0, clientX: 100 });
    fireEvent.pointerMove(element, { clientX: 180 });
    fireEvent.lostPointerCapture(element);
    expect(drawn).toEqual([380, 300]);
    expect(kept).toEqual([]);
  });

  it('leaves other buttons of the mouse alone', () => {
    const { element, drawn } = divider('left');
    fireEvent.pointerDown(element, { button: 2, clientX: 100 });
    fireEvent.pointerMove(element, { clientX: 180 });
    expect(drawn).toEqual([]);
  });

  it.each<[MovablePanel, string, number]>([
    ['left', 'ArrowRight', 316],
    ['left', 'ArrowLeft', 284],
    ['right', 'ArrowLeft', 316],
    ['timeline', 'ArrowUp', 316],
    ['timeline', 'ArrowDown', 284],
    ['right', 'Home', panelLimits.right.min],
    ['right', 'End', panelLimits.right.max],
  ])('of %s is moved by %s', (panel, key, expected) => {
    const { element, kept } = divider(panel);
    fireEvent.keyDown(element, { key });
    expect(kept).toEqual([expected]);
  });

  it('gives the first size back at a double click', () => {
    const { element, kept } = divider('timeline');
    fireEvent.doubleClick(element);
    expect(kept).toEqual([undefined]);
  });
});
