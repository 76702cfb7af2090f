import type { SnapPoint } from '../../../../src-shared/timeline/snap.ts';
import { closedAsSet, commitResult } from '../../../editor/actions/commit.ts';
import { chooseTimelinePoints } from '../../../editor/actions/snapping.ts';
import type { Studio } from '../../../editor/studio.ts';
import { deltaText } from '../../../editor/timecode-text.ts';
import type { DragPoint, Gesture, GestureStep, Press } from './gesture.ts';
import { dragPointOf, pressOf } from './press.ts';
import { trackHeadPixels } from '../track-size.ts';
import { clickOn, pressOn } from './select.ts';
import { snappedBy } from './snapped-by.ts';
import { gestureStarters } from './table.ts';

/** The elements a drag draws on without asking React. */
export interface GestureSurface {
  readonly scroller: HTMLElement;
  readonly content: HTMLElement;
  readonly snapLine: HTMLElement;
  readonly delta: HTMLElement;
}

interface Active {
  readonly press: Press;
  readonly gesture: Gesture | null;
  readonly pointerId: number;
  readonly points: readonly SnapPoint[];
  dragging: boolean;
  last: PointerEvent;
  step: GestureStep | null;
  request: number;
}

/** A press that moves less than this is a click. */
const thresholdPixels = 4;
/** Nearer to the side than this, a drag scrolls. */
const scrollZonePixels = 28;

/** What is being written is kept before a press here chooses something else, which takes the field away. */
function leaveField(): void {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.blur();
}

/**
 * Connects gestures to the pointer. A drag answers at most once per frame what a release would commit; that is drawn as
 * the draft, the document changes once, at the release, and Escape leaves everything exactly as it was.
 */
export function attachGestures(studio: Studio, surface: GestureSurface): () => void {
  let active: Active | null = null;
  const abort = new AbortController();
  const options = { signal: abort.signal };

  function finish(): void {
    if (active === null) return;
    const { gesture, request } = active;
    active = null;
    if (request !== 0) cancelAnimationFrame(request);
    gesture?.end?.();
    studio.draft.setState({ timeline: null, frame: null });
    surface.snapLine.style.visibility = 'hidden';
    surface.delta.style.visibility = 'hidden';
  }

  function begin(press: Press, event: PointerEvent): void {
    const started =
      studio.project.getState().project?.readOnly === true
        ? null
        : gestureStarters.reduce<Gesture | null>((found, start) => found ?? start(press, studio), null);
    active = {
      press,
      gesture: started,
      pointerId: event.pointerId,
      points:
        started === null || started.edges.length === 0 ? [] : chooseTimelinePoints(studio, started.moving),
      dragging: false,
      last: event,
      step: null,
      request: 0,
    };
    surface.content.setPointerCapture(event.pointerId);
  }

  function work(): void {
    if (active === null || active.gesture === null || !active.dragging) return;
    active.request = 0;
    const { gesture, press, last, points } = active;
    const point = dragPointOf(studio, surface.content, press, last);
    const { zoom, snapping } = studio.view.getState();
    const snapped = snappedBy(point.frame - press.frame, gesture.edges, {
      zoom,
      points: snapping && !point.mod ? points : [],
    });
    const step = asSet(gesture.drag(snapped.by, point));
    active.step = step;
    const timeline = step.result?.ok === true ? step.result.timeline : null;
    studio.draft.setState({ timeline, frame: step.shows ?? null });
    showSnap(step.inserts ?? (step.by === snapped.by ? snapped.at : null), zoom);
    showDelta(step, point);
    gesture.draw?.(step, point);
    scrollAtSide(point);
  }

  function asSet(step: GestureStep): GestureStep {
    return step.result === null ? step : { ...step, result: closedAsSet(studio, step.result) };
  }

  function schedule(): void {
    if (active !== null && active.request === 0) active.request = requestAnimationFrame(work);
  }

  function scrollAtSide({ clientX }: DragPoint): void {
    const { left, right } = surface.scroller.getBoundingClientRect();
    const over = clientX > right - scrollZonePixels ? clientX - right + scrollZonePixels : 0;
    const head = left + trackHeadPixels;
    const under = clientX < head + scrollZonePixels ? clientX - head - scrollZonePixels : 0;
    const by = over + under;
    if (by === 0 || (by < 0 && surface.scroller.scrollLeft === 0)) return;
    surface.scroller.scrollLeft += Math.max(-40, Math.min(40, by));
    schedule();
  }

  function showSnap(at: number | null, zoom: number): void {
    surface.snapLine.style.visibility = at === null ? 'hidden' : 'visible';
    if (at !== null) surface.snapLine.style.transform = `translateX(${at * zoom}px)`;
  }

  function showDelta({ by, says = [], instead }: GestureStep, point: DragPoint): void {
    const rate = studio.project.getState().project?.document.settings.rate;
    if (rate === undefined) return;
    surface.delta.textContent = [instead ?? deltaText(by, rate), ...says]
      .filter((line) => line !== '')
      .join('\n');
    surface.delta.style.visibility = surface.delta.textContent === '' ? 'hidden' : 'visible';
    surface.delta.style.left = `${point.clientX + 14}px`;
    surface.delta.style.top = `${point.clientY + 16}px`;
  }

  function release(done: Active): void {
    const { gesture, step, press } = done;
    if (!done.dragging) {
      finish();
      clickOn(studio, press);
      return;
    }
    if (gesture === null || step === null) return finish();
    // The draft goes in the same turn as the document comes, so that nothing jumps back for a frame.
    const select = gesture.select?.();
    if (gesture.release !== undefined) gesture.release(step);
    else if (step.result !== null) commitResult(studio, gesture.label, step.result, select);
    finish();
  }

  surface.content.addEventListener(
    'pointerdown',
    (event) => {
      if (active !== null || !(event.target instanceof Element)) return;
      // A field or button that lies on a track is pressed as anywhere else.
      if (event.target.closest('[data-own-press]') !== null) return;
      // Track heads and the ruler look after themselves; the wheel's button scrolls from anywhere.
      const inLane =
        event.target.closest('[data-track]') !== null || event.target.closest('[data-part]') !== null;
      if (event.button === 1) {
        event.preventDefault();
        return begin({ ...pressOf(studio, surface.content, event), part: 'pan' }, event);
      }
      if (event.button !== 0 || !inLane) return;
      leaveField();
      const press = pressOf(studio, surface.content, event);
      if (!pressOn(studio, press)) return;
      begin(press, event);
    },
    options,
  );
  surface.content.addEventListener(
    'pointermove',
    (event) => {
      if (active === null || event.pointerId !== active.pointerId || active.gesture === null) return;
      active.last = event;
      const { clientX, clientY } = active.press;
      if (!active.dragging) {
        if (Math.hypot(event.clientX - clientX, event.clientY - clientY) < thresholdPixels) return;
        active.dragging = true;
      }
      schedule();
    },
    options,
  );
  surface.content.addEventListener(
    'pointerup',
    (event) => {
      if (active === null || event.pointerId !== active.pointerId) return;
      if (active.dragging) {
        active.last = event;
        work();
      }
      release(active);
    },
    options,
  );
  surface.content.addEventListener('pointercancel', finish, options);
  surface.content.addEventListener('lostpointercapture', finish, options);
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || active === null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { pointerId } = active;
      finish();
      if (surface.content.hasPointerCapture(pointerId)) surface.content.releasePointerCapture(pointerId);
    },
    { ...options, capture: true },
  );
  return () => {
    finish();
    abort.abort();
  };
}
