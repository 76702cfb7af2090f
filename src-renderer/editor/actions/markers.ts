import { branded } from '../../../src-shared/lib/brand.ts';
import type { MarkerId } from '../../../src-shared/lib/ids.ts';
import type { Clip } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { clipAt } from '../../../src-shared/timeline/clips.ts';
import {
  addClipMarker,
  addMarker,
  allMarkers,
  changeMarker,
  findMarker,
  markerRoom,
  removeMarker,
  type MarkerChange,
  type MarkerPlace,
  type PlacedMarker,
} from '../../../src-shared/timeline/markers.ts';
import { isChosenMarker, selectMarker } from '../stores/selection-store.ts';
import type { Studio } from '../studio.ts';
import { timecodeText } from '../timecode-text.ts';
import { commitResult, documentOf } from './commit.ts';

function newMarker(studio: Studio) {
  const id = branded<MarkerId>(studio.ids.clip().replace('clip', 'marker'));
  return { id, length: frames(0), name: '', note: '', colour: 'green' as const };
}

/** Puts a marker on the ruler at the playhead and selects it, so that the inspector shows it. */
export function addMarkerHere(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const marker = { ...newMarker(studio), frame: studio.transport.getState().frame };
  if (commitResult(studio, 'edit.label.addMarker', addMarker(timeline, marker))) {
    selectMarker(studio.selection, { markerId: marker.id, clipId: null });
  }
}

/** The selected clip under the playhead, or the topmost picture there, or else a sound. */
export function clipToMark(studio: Studio): Clip | undefined {
  const { frame } = studio.transport.getState();
  const under = (documentOf(studio)?.timeline.tracks ?? []).flatMap((track) => {
    const clip = clipAt(track, frame);
    return clip === undefined ? [] : [{ kind: track.kind, clip }];
  });
  const chosen = studio.selection.getState().clips;
  const meant =
    under.find(({ clip }) => chosen.has(clip.id)) ??
    under.filter(({ kind }) => kind === 'video').at(-1) ??
    under[0];
  return meant?.clip;
}

/** Puts a marker on a clip at the playhead and selects it, so that the inspector shows it. */
export function addClipMarkerHere(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  const clip = clipToMark(studio);
  if (timeline === undefined || clip === undefined) return;
  const marker = { ...newMarker(studio), frame: studio.transport.getState().frame - clip.start };
  const result = addClipMarker(timeline, { clipId: clip.id, marker });
  if (commitResult(studio, 'edit.label.addMarker', result)) {
    selectMarker(studio.selection, { markerId: marker.id, clipId: clip.id });
  }
}

/** Changes what a marker says. */
export function sayOfMarker(studio: Studio, { markerId, clipId }: MarkerPlace, change: MarkerChange): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  commitResult(studio, 'edit.label.changeMarker', changeMarker(timeline, { markerId, clipId, ...change }));
}

/** Moves the selected marker by frames, one on a clip within its clip. Answers false where none is selected. */
export function nudgeSelectedMarker(studio: Studio, by: number): boolean {
  const timeline = documentOf(studio)?.timeline;
  const { marker: place } = studio.selection.getState();
  const found = timeline === undefined || place === null ? undefined : findMarker(timeline, place);
  if (timeline === undefined || found === undefined) return false;
  const { frame } = found.marker;
  const { least, most } = markerRoom(timeline, found);
  const to = Math.max(least, Math.min(most, frame + by));
  if (to === frame) return true;
  const { markerId, clipId } = found;
  commitResult(studio, 'edit.label.marker', changeMarker(timeline, { markerId, clipId, frame: to }));
  return true;
}

export function removeSelectedMarker(studio: Studio): boolean {
  const timeline = documentOf(studio)?.timeline;
  const { marker } = studio.selection.getState();
  if (timeline === undefined || marker === null) return false;
  studio.selection.setState({ marker: null });
  return commitResult(studio, 'edit.label.removeMarker', removeMarker(timeline, marker));
}

/** Selects the next marker of the ruler or of a clip and shows its frame; several at one frame come in turn. */
export function goToMarker(studio: Studio, direction: -1 | 1): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const { frame } = studio.transport.getState();
  const all = allMarkers(timeline);
  const ordered = direction > 0 ? all : all.reverse();
  const selection = studio.selection.getState();
  const present = ordered.findIndex((one) => one.at === frame && isChosenMarker(selection, one));
  const next = ordered.find(
    ({ at }, index) =>
      (direction > 0 ? at > frame : at < frame) || (at === frame && present >= 0 && index > present),
  );
  if (next === undefined) return;
  studio.transport.seek(next.at);
  selectMarker(studio.selection, next);
  studio.messages.speak(markerName(studio, next));
}

/** What a marker is called, aloud. */
export function markerName(
  { text, project }: Pick<Studio, 'text' | 'project'>,
  { marker, at, clipId }: PlacedMarker,
): string {
  const rate = project.getState().project?.document.settings.rate;
  return text(clipId === null ? 'timeline.markerName' : 'timeline.clipMarkerName', {
    name: marker.name === '' ? text('marker.unnamed') : marker.name,
    start: rate === undefined ? '' : timecodeText(at, rate),
  });
}
