import type { ClipId, MarkerId } from '../lib/ids.ts';
import { lastFrame } from '../project/invariants.ts';
import type { ClipMarker, Marker } from '../project/marker.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import { frames, type Frames } from '../time/rate.ts';
import { findClip } from './clips.ts';
import { edited, refused, type EditResult } from './result.ts';
import { changeClips } from './together.ts';

/** Which marker is meant. A copy of a clip has markers of the same ids, so the clip belongs to it. */
export interface MarkerPlace {
  readonly markerId: MarkerId;
  /** Null: it stands on the ruler. */
  readonly clipId: ClipId | null;
}

export interface PlacedMarker extends MarkerPlace {
  readonly marker: Marker | ClipMarker;
  /** Where it is seen on the timeline. */
  readonly at: Frames;
}

export interface MarkerChange {
  /** Where it stands, counted as the marker counts: on the timeline, or from its clip's first frame. */
  readonly frame?: number;
  readonly length?: Frames;
  readonly name?: string;
  readonly note?: string;
  readonly colour?: Marker['colour'];
}

function inOrder<Value extends { readonly frame: number }>(markers: readonly Value[]): Value[] {
  return [...markers].sort((a, b) => a.frame - b.frame);
}

/** The markers of a clip that are seen: a trim hides those beyond its edges and keeps them. */
export function clipMarkers({ id, start, length, markers = [] }: Clip): PlacedMarker[] {
  return markers
    .filter(({ frame }) => frame >= 0 && frame < length)
    .map((marker) => ({ markerId: marker.id, clipId: id, marker, at: frames(start + marker.frame) }));
}

/** Every marker that is seen, of the ruler and of clips, ascending. */
export function allMarkers({ markers = [], tracks }: Timeline): PlacedMarker[] {
  const ruler = markers.map((marker) => ({
    markerId: marker.id,
    clipId: null,
    marker,
    at: marker.frame,
  }));
  const all = [...ruler, ...tracks.flatMap(({ clips }) => clips.flatMap(clipMarkers))];
  return all.sort((a, b) => a.at - b.at);
}

export function findMarker(timeline: Timeline, { markerId, clipId }: MarkerPlace): PlacedMarker | undefined {
  if (clipId === null) {
    const marker = timeline.markers?.find(({ id }) => id === markerId);
    return marker === undefined ? undefined : { markerId, clipId, marker, at: marker.frame };
  }
  const clip = findClip(timeline, clipId)?.clip;
  return clip === undefined ? undefined : clipMarkers(clip).find((one) => one.markerId === markerId);
}

/** The first and the last frame at which a marker may stand, as it counts: anywhere on the ruler, or on its clip. */
export function markerRoom(
  timeline: Timeline,
  { clipId }: MarkerPlace,
): { readonly least: number; readonly most: number } {
  const clip = clipId === null ? undefined : findClip(timeline, clipId)?.clip;
  return { least: 0, most: clip === undefined ? lastFrame : clip.length - 1 };
}

/** Puts a marker on the ruler. */
export function addMarker(timeline: Timeline, marker: Marker): EditResult {
  const markers = timeline.markers ?? [];
  if (markers.some(({ id }) => id === marker.id)) return refused('id.taken');
  if (marker.frame < 0) return refused('place.beforeStart');
  return edited({ ...timeline, markers: inOrder([...markers, marker]) });
}

/** Puts a marker on a clip, at a frame of it. */
export function addClipMarker(
  timeline: Timeline,
  { clipId, marker }: { clipId: ClipId; marker: ClipMarker },
): EditResult {
  const taken = findClip(timeline, clipId)?.clip.markers?.some(({ id }) => id === marker.id);
  if (taken === true) return refused('id.taken');
  return changeClips(timeline, [clipId], (clip) => ({
    ...clip,
    markers: inOrder([...(clip.markers ?? []), marker]),
  }));
}

/** The clip with other markers; refused where the one that is meant is not among them. */
function changeClipMarkers(
  timeline: Timeline,
  { markerId, clipId }: { markerId: MarkerId; clipId: ClipId },
  change: (markers: readonly ClipMarker[]) => ClipMarker[],
): EditResult {
  const clip = findClip(timeline, clipId)?.clip;
  if (clip === undefined) return refused('clip.missing');
  const markers = clip.markers ?? [];
  if (!markers.some(({ id }) => id === markerId)) return refused('marker.missing');
  return changeClips(timeline, [clipId], (one) => ({ ...one, markers: change(markers) }));
}

/** Changes what a marker says, or where it stands. */
export function changeMarker(
  timeline: Timeline,
  { markerId, clipId, frame, ...said }: MarkerPlace & MarkerChange,
): EditResult {
  if (clipId !== null) {
    return changeClipMarkers(timeline, { markerId, clipId }, (markers) =>
      inOrder(
        markers.map((marker) =>
          marker.id === markerId ? { ...marker, ...said, ...(frame === undefined ? {} : { frame }) } : marker,
        ),
      ),
    );
  }
  const markers = timeline.markers ?? [];
  if (!markers.some(({ id }) => id === markerId)) return refused('marker.missing');
  if (frame !== undefined && frame < 0) return refused('place.beforeStart');
  const moved = frame === undefined ? {} : { frame: frames(frame) };
  const changed = markers.map((one) => (one.id === markerId ? { ...one, ...said, ...moved } : one));
  return edited({ ...timeline, markers: inOrder(changed) });
}

export function removeMarker(timeline: Timeline, { markerId, clipId }: MarkerPlace): EditResult {
  if (clipId !== null) {
    return changeClipMarkers(timeline, { markerId, clipId }, (markers) =>
      markers.filter(({ id }) => id !== markerId),
    );
  }
  const markers = timeline.markers ?? [];
  const left = markers.filter(({ id }) => id !== markerId);
  if (left.length === markers.length) return refused('marker.missing');
  return edited({ ...timeline, markers: left });
}
