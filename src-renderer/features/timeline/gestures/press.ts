import { branded } from '../../../../src-shared/lib/brand.ts';
import type { ClipId, TrackId } from '../../../../src-shared/lib/ids.ts';
import { clipAt, findClip, findTrack } from '../../../../src-shared/timeline/clips.ts';
import type { Studio } from '../../../editor/studio.ts';
import { clipIdAt } from '../clip-elements.ts';
import { details, detailOf } from '../time-scale.ts';
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

/**
 * The part that is meant. Handles that make something belong to the select tool; under a trim tool they lie over an edge, and
 * the edge is meant.
 */
function partOf(studio: Studio, part: string | null, clip: ClipId | null, frame: number): string | null {
  if (part === null || studio.view.getState().tool === 'select') return part;
  if (part === 'extend-start') return 'start';
  if (part === 'extend-end') return 'end';
  if (part !== 'overlap') return part;
  const timeline = studio.project.getState().project?.document.timeline;
  const found = timeline === undefined || clip === null ? undefined : findClip(timeline, clip)?.clip;
  if (found === undefined) return null;
  return frame - found.start < found.length / 2 ? 'start' : 'end';
}

/** A trim handle takes so much of a clip's end; it is drawn only under the pointer, but holds wherever it is pressed. */
const handlePixels = 12;

function edgeUnder(studio: Studio, id: ClipId | null, frame: number): string | null {
  const timeline = studio.project.getState().project?.document.timeline;
  const clip = timeline === undefined || id === null ? undefined : findClip(timeline, id)?.clip;
  if (clip === undefined) return null;
  const { zoom } = studio.view.getState();
  if (detailOf(clip.length * zoom) < details.handles) return null;
  if ((frame - clip.start) * zoom < handlePixels) return 'start';
  return (clip.start + clip.length - frame) * zoom < handlePixels ? 'end' : null;
}

export function pressOf(studio: Studio, content: HTMLElement, event: MouseEvent): Press {
  const frame = frameAt(studio, content, event.clientX);
  const track = laneAt(event.clientX, event.clientY);
  const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-part]') : null;
  const on = element?.dataset.on;
  const clip =
    on === undefined ? (clipIdAt(event.target) ?? clipUnder(studio, track, frame)) : branded<ClipId>(on);
  return {
    clientX: event.clientX,
    clientY: event.clientY,
    frame,
    track,
    clip,
    part: partOf(studio, element?.dataset.part ?? edgeUnder(studio, clip, frame), clip, frame),
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
