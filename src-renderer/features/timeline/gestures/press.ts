import { branded } from '../../../../src-shared/lib/brand.ts';
import type { ClipId, TrackId } from '../../../../src-shared/lib/ids.ts';
import { clipAt, findTrack } from '../../../../src-shared/timeline/clips.ts';
import type { Studio } from '../../../editor/studio.ts';
import { clipIdAt } from '../clip-elements.ts';
import { trackHeadPixels } from '../track-size.ts';
import type { DragPoint, Press } from './gesture.ts';

/** The lane at a place of the window; painted clips have no element, so the lane is asked and not the clip. */
function laneAt(x: number, y: number): TrackId | null {
  const lane = document.elementsFromPoint(x, y).find((element) => element.matches('[data-track]'));
  const id = lane instanceof HTMLElement ? lane.dataset.track : undefined;
  return id === undefined ? null : branded<TrackId>(id);
}

/** The frame at a place of the window, with its fraction. */
export function frameAt(studio: Studio, content: HTMLElement, clientX: number): number {
  const left = content.getBoundingClientRect().left + trackHeadPixels;
  return (clientX - left) / studio.view.getState().zoom;
}

function clipUnder(studio: Studio, track: TrackId | null, frame: number): ClipId | null {
  const timeline = studio.project.getState().project?.document.timeline;
  if (timeline === undefined || track === null) return null;
  const lane = findTrack(timeline, track);
  return lane === undefined ? null : (clipAt(lane, Math.floor(frame))?.id ?? null);
}

export function pressOf(studio: Studio, content: HTMLElement, event: MouseEvent): Press {
  const frame = frameAt(studio, content, event.clientX);
  const track = laneAt(event.clientX, event.clientY);
  const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-part]') : null;
  return {
    clientX: event.clientX,
    clientY: event.clientY,
    frame,
    track,
    clip: clipIdAt(event.target) ?? clipUnder(studio, track, frame),
    part: element?.dataset.part ?? null,
    of: element?.dataset.of ?? null,
    shift: event.shiftKey,
    alt: event.altKey,
    mod: event.ctrlKey || event.metaKey,
  };
}

export function dragPointOf(
  studio: Studio,
  content: HTMLElement,
  press: Press,
  event: MouseEvent,
): DragPoint {
  return {
    clientX: event.clientX,
    clientY: event.clientY,
    frame: frameAt(studio, content, event.clientX),
    dx: event.clientX - press.clientX,
    dy: event.clientY - press.clientY,
    track: laneAt(event.clientX, event.clientY),
    shift: event.shiftKey,
    alt: event.altKey,
    mod: event.ctrlKey || event.metaKey,
  };
}
