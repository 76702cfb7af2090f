import type { StoreApi } from 'zustand/vanilla';
import { scaleFrames, zoomAbout, type ZoomAnchor } from '../time-scale.ts';
import { trackHeadPixels } from '../track-size.ts';

/** What the timeline shows at this moment: pixels of its scrolled content, beside the track heads. */
export interface Sight {
  /** Pixels per frame. */
  readonly zoom: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** A zoom by wheel is under way: the page is not laid out anew, what is there is stretched and moved until it comes to rest. */
  readonly isMoving: boolean;
  /** Meanwhile everything stands so many pixels further left than it is laid out; else 0. */
  readonly shift: number;
}

/** A zoom that has not moved for so long has come to rest. */
export const restMs = 140;

export interface LiveViewOptions {
  readonly view: StoreApi<{ readonly zoom: number }>;
  /** The frame a zoom by key or slider keeps in its place. */
  readonly playhead: () => number;
  readonly request?: (act: () => void) => number;
}

/**
 * The timeline's window on time, outside React: zooming and scrolling change a few widths and one offset, at most once a
 * frame, and whatever is placed in shares of a stretched element follows by layout alone.
 */
export interface LiveView {
  now(): Sight;
  /** Told in the frame in which the sight changed, when everything stands at its new place and nothing is drawn yet. */
  listen(listener: (sight: Sight) => void): () => void;
  /** Keeps an element as wide as `scaleFrames` frames. */
  stretch(element: HTMLElement): () => void;
  /** Ends a zoom that is under way: from here on the page is laid out as it is seen. */
  settle(): void;
  /** The first frame behind the last clip. */
  setEnd(end: number): void;
  attach(elements: { readonly scroller: HTMLElement; readonly content: HTMLElement }): () => void;
}

/** Room after the last clip, so that something can be dropped there. */
const tailPixels = 600;
const meaning = ['pointerdown', 'keydown', 'dragover', 'contextmenu'] as const;

export function createLiveView({ view, playhead, request }: LiveViewOptions): LiveView {
  const ask = request ?? ((act) => requestAnimationFrame(act));
  const listeners = new Set<(sight: Sight) => void>();
  const stretched = new Set<HTMLElement>();
  let elements: { readonly scroller: HTMLElement; readonly content: HTMLElement } | null = null;
  let sight: Sight = {
    zoom: view.getState().zoom,
    left: 0,
    top: 0,
    width: 0,
    height: 0,
    isMoving: false,
    shift: 0,
  };
  let end = 0;
  /** Where a zoom wants to be scrolled to, until it is drawn; steps within one frame add up. */
  let wanted: (ZoomAnchor & { readonly moves: boolean }) | null = null;
  let isAsked = false;
  /** How the page is laid out, which is not how it is seen while a zoom moves. */
  let laid = { zoom: sight.zoom, left: 0 };
  let rest: ReturnType<typeof setTimeout> | undefined;

  function schedule(): void {
    if (isAsked) return;
    isAsked = true;
    ask(apply);
  }

  function contentPixels(): number {
    return trackHeadPixels + Math.max(sight.width, end * sight.zoom + tailPixels);
  }

  function sizeContent(): void {
    if (elements === null || sight.isMoving) return;
    elements.content.style.width = `${contentPixels()}px`;
  }

  function apply(): void {
    isAsked = false;
    if (elements === null) return;
    if (wanted === null) return measure();
    const { zoom, scrollLeft, moves } = wanted;
    wanted = null;
    sight = { ...sight, zoom };
    const most = Math.max(0, contentPixels() - trackHeadPixels - sight.width);
    sight = { ...sight, left: Math.min(most, Math.max(0, scrollLeft)) };
    if (!moves) return layOut();
    clearTimeout(rest);
    rest = setTimeout(settle, restMs);
    move();
  }

  /** Layout and paint of a whole timeline take longer than a frame: a zoom only moves layers, until it comes to rest. */
  function move(): void {
    if (elements === null) return;
    sight = { ...sight, isMoving: true, shift: sight.left - laid.left };
    elements.content.dataset['zooming'] = '';
    const factor = sight.zoom / laid.zoom;
    for (const element of stretched) {
      element.style.transform = `translateX(${-sight.shift}px) scaleX(${factor})`;
    }
    tell();
  }

  function layOut(): void {
    if (elements === null) return;
    clearTimeout(rest);
    rest = undefined;
    const { left, zoom } = sight;
    sight = { ...sight, isMoving: false, shift: 0 };
    delete elements.content.dataset['zooming'];
    for (const element of stretched) {
      element.style.width = `${scaleFrames * zoom}px`;
      element.style.transform = '';
    }
    sizeContent();
    // Only with its new width can the content be scrolled there.
    elements.scroller.scrollLeft = left;
    laid = { zoom, left };
    measure();
  }

  function settle(): void {
    if (wanted !== null) apply();
    if (sight.isMoving) layOut();
  }

  function measure(): void {
    if (elements === null) return;
    const { scrollLeft, scrollTop } = elements.scroller;
    if (sight.isMoving && scrollLeft !== laid.left) {
      // Somebody scrolls in the middle of a zoom.
      sight = { ...sight, left: Math.max(0, sight.left + scrollLeft - laid.left) };
      return layOut();
    }
    if (!sight.isMoving) {
      laid = { zoom: sight.zoom, left: scrollLeft };
      sight = { ...sight, left: scrollLeft };
    }
    sight = { ...sight, top: scrollTop };
    tell();
  }

  function tell(): void {
    for (const listener of listeners) listener(sight);
  }

  function zoomTo(zoom: number, anchor: number | undefined, moves: boolean): void {
    if (elements === null) {
      sight = { ...sight, zoom };
      return;
    }
    const from = wanted ?? { zoom: sight.zoom, scrollLeft: sight.left };
    // The playhead keeps its place when it can be seen, else the middle does.
    const at = playhead() * from.zoom - from.scrollLeft;
    const pointer = anchor ?? (at >= 0 && at <= sight.width ? at : sight.width / 2);
    wanted = { ...zoomAbout(from, zoom / from.zoom, pointer), moves };
    schedule();
  }

  return {
    now: () => sight,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stretch(element) {
      stretched.add(element);
      element.style.width = `${scaleFrames * laid.zoom}px`;
      return () => stretched.delete(element);
    },
    settle,
    setEnd(next) {
      end = next;
      sizeContent();
    },
    attach(next) {
      elements = next;
      const { scroller } = next;
      let anchor: number | undefined;
      /** In the middle of a drag, which asks the page where things lie. */
      let isPressed = false;
      function resize(): void {
        settle();
        sight = {
          ...sight,
          width: Math.max(0, scroller.clientWidth - trackHeadPixels),
          height: scroller.clientHeight,
        };
        sizeContent();
        measure();
      }
      function onWheel(event: WheelEvent): void {
        if (!event.ctrlKey && !event.metaKey) {
          // A plain wheel has one axis; time is the one that matters here.
          if (event.deltaX === 0 && !event.shiftKey && scroller.scrollHeight <= scroller.clientHeight) {
            scroller.scrollLeft += event.deltaY;
            event.preventDefault();
          }
          return;
        }
        event.preventDefault();
        isPressed = event.buttons !== 0;
        anchor = Math.max(0, event.clientX - scroller.getBoundingClientRect().left - trackHeadPixels);
        const { zoom } = zoomAbout(
          { zoom: view.getState().zoom, scrollLeft: 0 },
          Math.exp(-event.deltaY * 0.0025),
          0,
        );
        view.setState({ zoom });
        anchor = undefined;
      }
      const stop = view.subscribe((state, before) => {
        if (state.zoom !== before.zoom) zoomTo(state.zoom, anchor, anchor !== undefined && !isPressed);
      });
      const observer = new ResizeObserver(resize);
      observer.observe(scroller);
      scroller.addEventListener('scroll', schedule, { passive: true });
      scroller.addEventListener('wheel', onWheel, { passive: false });
      // Whoever presses, drops or types means what is seen, and asks the page where it lies.
      for (const event of meaning) window.addEventListener(event, settle, { capture: true, passive: true });
      resize();
      return () => {
        stop();
        observer.disconnect();
        scroller.removeEventListener('scroll', schedule);
        scroller.removeEventListener('wheel', onWheel);
        for (const event of meaning) window.removeEventListener(event, settle, { capture: true });
        clearTimeout(rest);
        elements = null;
      };
    },
  };
}
