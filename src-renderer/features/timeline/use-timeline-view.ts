import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { useElementSize } from '../../ui/use-element-size.ts';
import { trackHeadPixels } from './track-size.ts';
import { mountedRange, zoomAbout, type VisibleRange } from './time-scale.ts';

export interface TimelineView {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly zoom: number;
  readonly width: number;
  readonly range: VisibleRange;
  readonly rows: VisibleRange;
  readonly onScroll: () => void;
}

interface Sight {
  readonly range: VisibleRange;
  /** Of the tracks: pixels from the top of the first one, in steps. */
  readonly rows: VisibleRange;
}

/** Tracks are mounted for a range that moves in steps of this. */
const rowStepPixels = 160;

function sameSight(a: Sight, b: Sight): boolean {
  return (
    a.range.from === b.range.from &&
    a.range.to === b.range.to &&
    a.rows.from === b.rows.from &&
    a.rows.to === b.rows.to
  );
}

/**
 * The timeline's window on time: scroll, zoom about the pointer, and the range of clips worth mounting. Scrolling reaches
 * React only when that range moves.
 */
export function useTimelineView(): TimelineView {
  const { view } = useStudio();
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(scroller);
  const zoom = useStore(view, (state) => state.zoom);
  const laneWidth = Math.max(0, width - trackHeadPixels);
  const [sight, setSight] = useState<Sight>({ range: { from: 0, to: 1000 }, rows: { from: 0, to: 1000 } });
  const anchored = useRef<number | null>(null);

  const measure = useCallback(() => {
    const { scrollLeft = 0, scrollTop = 0 } = scroller.current ?? {};
    const first = Math.floor(scrollTop / rowStepPixels) - 1;
    const last = Math.ceil((scrollTop + height) / rowStepPixels) + 1;
    const next: Sight = {
      range: mountedRange(scrollLeft, laneWidth, zoom),
      rows: { from: first * rowStepPixels, to: last * rowStepPixels },
    };
    setSight((before) => (sameSight(before, next) ? before : next));
  }, [laneWidth, height, zoom]);

  useLayoutEffect(() => {
    // The content has its new width now; only now can the anchored place be scrolled to.
    if (anchored.current !== null && scroller.current !== null)
      scroller.current.scrollLeft = anchored.current;
    anchored.current = null;
    measure();
  }, [measure]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) {
        // A plain wheel has one axis; time is the one that matters here.
        if (event.deltaX === 0 && !event.shiftKey && element.scrollHeight <= element.clientHeight) {
          element.scrollLeft += event.deltaY;
          event.preventDefault();
        }
        return;
      }
      event.preventDefault();
      const pointer = event.clientX - element.getBoundingClientRect().left - trackHeadPixels;
      const now = { zoom: view.getState().zoom, scrollLeft: element.scrollLeft };
      const next = zoomAbout(now, Math.exp(-event.deltaY * 0.0025), Math.max(0, pointer));
      anchored.current = next.scrollLeft;
      view.setState({ zoom: next.zoom });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [view]);

  // A zoom by key or slider keeps the playhead where it is, when it can be seen.
  const { transport } = useStudio();
  useEffect(
    () =>
      view.subscribe((state, before) => {
        const element = scroller.current;
        if (state.zoom === before.zoom || anchored.current !== null || element === null) return;
        const at = transport.getState().frame * before.zoom - element.scrollLeft;
        const pointer = at >= 0 && at <= laneWidth ? at : laneWidth / 2;
        anchored.current = zoomAbout(
          { zoom: before.zoom, scrollLeft: element.scrollLeft },
          state.zoom / before.zoom,
          pointer,
        ).scrollLeft;
      }),
    [view, transport, laneWidth],
  );

  return { scroller, zoom, width: laneWidth, ...sight, onScroll: measure };
}
