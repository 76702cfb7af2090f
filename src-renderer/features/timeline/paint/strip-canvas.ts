import { restMs, type LiveView, type Sight } from '../view/live-view.ts';

/** The part of the timeline a canvas holds: pixels of the scrolled content. */
export interface StripPlace {
  readonly left: number;
  readonly width: number;
  readonly zoom: number;
  /** Nothing moves: there is time for the finest pictures. */
  readonly isAtRest: boolean;
}

export type DrawStrip = (context: CanvasRenderingContext2D, place: StripPlace) => void;

export interface StripCanvas {
  /** What is drawn has changed: draws it anew before the next picture of the window. */
  draw(): void;
  /** The same when there is time for it. */
  drawSoon(): void;
  dispose(): void;
}

/** A canvas holds so much more than what is visible on either side that scrolling seldom draws. */
const overscanPixels = 384;

/** Canvases that want to be drawn when there is time: so many each frame, over the whole timeline. */
const perFrame = 2;
const waiting = new Set<() => void>();
let request = 0;

function workOff(): void {
  request = 0;
  let left = perFrame;
  for (const act of waiting) {
    waiting.delete(act);
    act();
    left -= 1;
    if (left === 0) break;
  }
  if (waiting.size > 0) request = requestAnimationFrame(workOff);
}

/** Stretched or squeezed further than this, a drawing is made anew while the zoom still moves. */
const mostStretched = 2;

/**
 * A canvas along the timeline that lies in the scrolled content, a little wider than what can be seen: scrolling moves it
 * without drawing. A zoom by wheel stretches what is drawn, and draws anew only where that no longer covers what is seen;
 * the rest follows when it stands still.
 */
export function createStripCanvas(canvas: HTMLCanvasElement, view: LiveView, paint: DrawStrip): StripCanvas {
  const context = canvas.getContext('2d');
  let held: StripPlace = { left: 0, width: 0, zoom: view.now().zoom, isAtRest: false };
  let seenZoom = held.zoom;
  let rest: ReturnType<typeof setTimeout> | undefined;

  function stand({ zoom, shift }: Sight): void {
    const factor = zoom / held.zoom;
    const stretch = factor === 1 ? '' : ` scaleX(${factor})`;
    canvas.style.transform = `translateX(${held.left * factor - shift}px)${stretch}`;
  }

  function put(sight: Sight, overscan: number): void {
    const height = canvas.parentElement?.clientHeight ?? 0;
    if (context === null || sight.width <= 0 || height <= 0) return;
    const ratio = window.devicePixelRatio;
    const left = Math.max(0, Math.floor(sight.left) - overscan);
    const width = Math.ceil(sight.width) + 2 * overscan;
    const most = Math.round((Math.ceil(sight.width) + 2 * overscanPixels) * ratio);
    const rows = Math.round(height * ratio);
    if (canvas.width !== most || canvas.height !== rows) {
      canvas.width = most;
      canvas.height = rows;
      canvas.style.width = `${most / ratio}px`;
      canvas.style.height = `${height}px`;
    } else {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, most, rows);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    held = { left, width, zoom: sight.zoom, isAtRest: rest === undefined };
    stand(sight);
    paint(context, held);
  }

  function whole(): void {
    waiting.delete(whole);
    put(view.now(), overscanPixels);
  }

  function drawSoon(): void {
    waiting.add(whole);
    if (request === 0) request = requestAnimationFrame(workOff);
  }

  /** Pixels to spare on the side where there are fewer, beside what is seen; negative where nothing is drawn. */
  function spareOf({ zoom, left, width }: Sight): number {
    const factor = zoom / held.zoom;
    const from = held.left * factor;
    const before = held.left === 0 ? Number.POSITIVE_INFINITY : left - from;
    return Math.min(before, from + held.width * factor - left - width);
  }

  function follow(sight: Sight): void {
    const isNew = sight.zoom !== seenZoom;
    seenZoom = sight.zoom;
    if (isNew) {
      clearTimeout(rest);
      rest = setTimeout(() => {
        rest = undefined;
        drawSoon();
      }, restMs);
      if (!sight.isMoving) return put(sight, 0);
    }
    stand(sight);
    const factor = sight.zoom / held.zoom;
    const spare = spareOf(sight);
    if (sight.isMoving) {
      if (spare < 0 || Math.max(factor, 1 / factor) > mostStretched) drawSoon();
      return;
    }
    if (factor !== 1) return drawSoon();
    if (spare >= overscanPixels / 2) return;
    if (spare < 0) put(sight, rest === undefined ? overscanPixels : 0);
    else drawSoon();
  }

  const stop = view.listen(follow);
  return {
    draw: whole,
    drawSoon,
    dispose() {
      stop();
      clearTimeout(rest);
      waiting.delete(whole);
    },
  };
}
