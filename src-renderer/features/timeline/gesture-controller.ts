import type { ClipId } from '../../../src-shared/lib/ids.ts';
import { moveSelected, splitClipAt, trimClip } from '../../editor/actions/edit.ts';
import { sourceLengthOf } from '../../../src-shared/project/sources.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import { snapPoints, type SnapPoint } from '../../../src-shared/timeline/snap.ts';
import { headEdgeRange, tailEdgeRange } from '../../../src-shared/timeline/trim.ts';
import { clearSelection, selectOnly, toggleSelected } from '../../editor/stores/selection-store.ts';
import type { Studio } from '../../editor/studio.ts';
import { deltaText, timecodeText } from '../../editor/timecode-text.ts';
import {
  dragged,
  idleGesture,
  pressed,
  type Gesture,
  type GestureTarget,
  type Pointer,
} from './clip-gesture.ts';
import { clipElementAt, clipIdAt, trackIdAt } from './clip-elements.ts';

const noTimeline: Timeline = { tracks: [] };

/** The elements a drag draws on without asking React. */
export interface GestureSurface {
  readonly content: HTMLElement;
  readonly snapLine: HTMLElement;
  readonly delta: HTMLElement;
}

/**
 * Connects the pure gesture machine to pointers and elements: geometry moves by style alone while dragging, and the
 * document changes once, at the release.
 */
export function attachGestures(studio: Studio, surface: GestureSurface): () => void {
  let gesture: Gesture = idleGesture;
  let pointerId = -1;
  const abort = new AbortController();
  const options = { signal: abort.signal };

  function timeline() {
    return studio.project.getState().project?.document.timeline;
  }

  function clipElement(id: ClipId): HTMLElement | null {
    return surface.content.querySelector<HTMLElement>(`[data-clip="${id}"]`);
  }

  function pointerOf(event: PointerEvent): Pointer {
    return {
      // Content moves under the pointer while it scrolls; positions are measured in content.
      x: event.clientX - surface.content.getBoundingClientRect().left,
      y: event.clientY,
      free: event.ctrlKey || event.metaKey,
      track: trackIdAt(event.clientX, event.clientY) ?? null,
    };
  }

  function targets(moving: readonly ClipId[]): readonly SnapPoint[] {
    const current = timeline();
    if (current === undefined || !studio.view.getState().snapping) return [];
    return snapPoints({ timeline: current, without: moving, playhead: studio.transport.getState().frame });
  }

  function trimTarget(id: ClipId, edge: 'start' | 'end'): GestureTarget | null {
    const document = studio.project.getState().project?.document;
    if (document === undefined) return null;
    const range =
      edge === 'start'
        ? headEdgeRange(document.timeline, id)
        : tailEdgeRange(document.timeline, id, (clip) => sourceLengthOf(document, clip));
    const clip = findClip(document.timeline, id)?.clip;
    if (range === undefined || clip === undefined) return null;
    const at = edge === 'start' ? clip.start : endOf(clip);
    return { kind: 'trim', clip: id, edge, at, min: range.least, max: range.most };
  }

  function targetOf(id: ClipId, handle: string | undefined): GestureTarget | null {
    if (handle === 'start' || handle === 'end') return trimTarget(id, handle);
    const current = timeline();
    if (current === undefined) return null;
    const chosen = [...studio.selection.getState().clips].flatMap((clip) => findClip(current, clip) ?? []);
    return {
      kind: 'move',
      clips: chosen.map(({ clip }) => clip.id),
      edges: chosen.flatMap(({ clip }) => [clip.start, endOf(clip)]),
      first: Math.min(...chosen.map(({ clip }) => clip.start)),
    };
  }

  function draw(event: PointerEvent): void {
    if (gesture.phase !== 'dragging') return;
    const { target, result } = gesture;
    const { zoom } = studio.view.getState();
    if (target.kind === 'move') {
      for (const id of target.clips) {
        const element = clipElement(id);
        if (element === null) continue;
        element.dataset.dragging = '';
        element.style.transform = `translateX(${result.by * zoom}px)`;
      }
    } else {
      const placed = findClip(timeline() ?? noTimeline, target.clip);
      const element = clipElement(target.clip);
      if (placed !== undefined && element !== null) {
        const { start, length } = placed.clip;
        const moved = target.edge === 'start' ? result.by : 0;
        element.style.setProperty('--clip-start', String(start + moved));
        element.style.setProperty(
          '--clip-length',
          String(length + (target.edge === 'start' ? -result.by : result.by)),
        );
      }
    }
    surface.snapLine.style.visibility = result.snappedAt === null ? 'hidden' : 'visible';
    if (result.snappedAt !== null)
      surface.snapLine.style.transform = `translateX(${result.snappedAt * zoom}px)`;
    drawDelta(event);
  }

  function drawDelta(event: PointerEvent): void {
    const rate = studio.project.getState().project?.document.settings.rate;
    if (gesture.phase !== 'dragging' || rate === undefined) return;
    const { target, result } = gesture;
    const lines = [deltaText(result.by, rate)];
    if (target.kind === 'trim') {
      const clip = findClip(timeline() ?? noTimeline, target.clip)?.clip;
      const change = target.edge === 'start' ? -result.by : result.by;
      if (clip !== undefined) lines.push(timecodeText(clip.length + change, rate));
    }
    surface.delta.textContent = lines.join('\n');
    surface.delta.style.visibility = 'visible';
    surface.delta.style.left = `${event.clientX + 14}px`;
    surface.delta.style.top = `${event.clientY + 16}px`;
  }

  /** Puts every touched element back as React knows it. */
  function restore(): void {
    if (gesture.phase === 'dragging') {
      const ids = gesture.target.kind === 'move' ? gesture.target.clips : [gesture.target.clip];
      for (const id of ids) {
        const element = clipElement(id);
        const clip = findClip(timeline() ?? noTimeline, id)?.clip;
        if (element === null || clip === undefined) continue;
        delete element.dataset.dragging;
        element.style.transform = '';
        element.style.setProperty('--clip-start', String(clip.start));
        element.style.setProperty('--clip-length', String(clip.length));
      }
    }
    surface.snapLine.style.visibility = 'hidden';
    surface.delta.style.visibility = 'hidden';
    gesture = idleGesture;
    pointerId = -1;
  }

  function select(id: ClipId, event: PointerEvent): void {
    if (event.shiftKey || event.ctrlKey || event.metaKey) toggleSelected(studio.selection, id);
    else if (!studio.selection.getState().clips.has(id)) selectOnly(studio.selection, id);
    else studio.selection.setState({ focusedClip: id });
  }

  surface.content.addEventListener(
    'pointerdown',
    (event) => {
      if (!(event.target instanceof Element) || event.button !== 0) return;
      const element = clipElementAt(event.target);
      const id = clipIdAt(event.target);
      if (element === null || id === undefined) {
        if (event.target.closest('[data-track]') !== null) clearSelection(studio.selection);
        return;
      }
      if (studio.view.getState().tool === 'blade') {
        const left = element.getBoundingClientRect().left;
        const clip = findClip(timeline() ?? noTimeline, id)?.clip;
        if (clip === undefined) return;
        splitClipAt(
          studio,
          id,
          clip.start + Math.round((event.clientX - left) / studio.view.getState().zoom),
        );
        return;
      }
      select(id, event);
      const handle = event.target.closest<HTMLElement>('[data-handle]')?.dataset.handle;
      const target = targetOf(id, handle);
      if (target === null || studio.project.getState().project?.readOnly === true) return;
      gesture = pressed(target, pointerOf(event));
      pointerId = event.pointerId;
      surface.content.setPointerCapture(event.pointerId);
    },
    options,
  );

  surface.content.addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerId !== pointerId || gesture.phase === 'idle') return;
      const moving = gesture.target.kind === 'move' ? gesture.target.clips : [gesture.target.clip];
      gesture = dragged(gesture, pointerOf(event), {
        zoom: studio.view.getState().zoom,
        points: targets(moving),
      });
      draw(event);
    },
    options,
  );

  surface.content.addEventListener(
    'pointerup',
    (event) => {
      if (event.pointerId !== pointerId) return;
      const done = gesture;
      restore();
      if (
        done.phase === 'pressed' &&
        done.target.kind === 'move' &&
        !event.shiftKey &&
        !event.ctrlKey &&
        !event.metaKey
      ) {
        // A plain click on one of several selected clips chooses that one.
        const focused = studio.selection.getState().focusedClip;
        if (focused !== null) selectOnly(studio.selection, focused);
      }
      if (done.phase !== 'dragging') return;
      if (done.target.kind === 'move')
        moveSelected(studio, done.target.clips, done.result.by, done.result.track);
      else if (done.result.by !== 0) {
        trimClip(studio, done.target.clip, done.target.edge, done.target.at + done.result.by);
      }
    },
    options,
  );
  surface.content.addEventListener('pointercancel', restore, options);
  surface.content.addEventListener('lostpointercapture', restore, options);

  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || gesture.phase === 'idle') return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const held = pointerId;
      restore();
      if (surface.content.hasPointerCapture(held)) surface.content.releasePointerCapture(held);
    },
    { ...options, capture: true },
  );

  return () => abort.abort();
}
