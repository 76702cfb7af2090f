import type { ClipId, MarkerId } from '../lib/ids.ts';
import type { ClipMarker, Marker } from '../project/marker.ts';
import type { Timeline } from '../project/schema.ts';
import { edited, refused, type EditResult } from './result.ts';
import { changeClips } from './together.ts';

function inOrder<Value extends { readonly frame: number }>(markers: readonly Value[]): Value[] {
  return [...markers].sort((a, b) => a.frame - b.frame);
}

export function addMarker(timeline: Timeline, marker: Marker): EditResult {
  const markers = timeline.markers ?? [];
  if (markers.some(({ id }) => id === marker.id)) return refused('id.taken');
  if (marker.frame < 0) return refused('place.beforeStart');
  return edited({ ...timeline, markers: inOrder([...markers, marker]) });
}

/** Changes what a marker says, or where it stands. */
export function changeMarker(
  timeline: Timeline,
  { markerId, ...change }: { markerId: MarkerId } & Partial<Omit<Pick<Marker, keyof MarkerFields>, 'id'>>,
): EditResult {
  const markers = timeline.markers ?? [];
  if (!markers.some(({ id }) => id === markerId)) return refused('marker.missing');
  if (change.frame !== undefined && change.frame < 0) return refused('place.beforeStart');
  const changed = markers.map((marker) => (marker.id === markerId ? { ...marker, ...change } : marker));
  return edited({ ...timeline, markers: inOrder(changed) });
}

interface MarkerFields {
  frame: unknown;
  length: unknown;
  name: unknown;
  note: unknown;
  colour: unknown;
}

export function removeMarkers(timeline: Timeline, markerIds: readonly MarkerId[]): EditResult {
  const markers = timeline.markers ?? [];
  const left = markers.filter(({ id }) => !markerIds.includes(id));
  if (left.length === markers.length) return refused('marker.missing');
  return edited({ ...timeline, markers: left });
}

/** Puts a marker on a clip, at a frame of it, or in place of the one of the same id. */
export function putClipMarker(
  timeline: Timeline,
  { clipId, marker }: { clipId: ClipId; marker: ClipMarker },
): EditResult {
  return changeClips(timeline, [clipId], (clip) => ({
    ...clip,
    markers: inOrder([...(clip.markers ?? []).filter(({ id }) => id !== marker.id), marker]),
  }));
}

export function removeClipMarker(
  timeline: Timeline,
  { clipId, markerId }: { clipId: ClipId; markerId: MarkerId },
): EditResult {
  const result = changeClips(timeline, [clipId], (clip) => {
    const left = (clip.markers ?? []).filter(({ id }) => id !== markerId);
    return left.length === (clip.markers ?? []).length ? clip : { ...clip, markers: left };
  });
  return !result.ok && result.reason === 'nothing.toDo' ? refused('marker.missing') : result;
}
