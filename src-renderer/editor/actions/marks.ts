import { branded } from '../../../src-shared/lib/brand.ts';
import type { MarkerId } from '../../../src-shared/lib/ids.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { clipAt, findClip } from '../../../src-shared/timeline/clips.ts';
import { addMarker, putClipMarker, removeMarkers } from '../../../src-shared/timeline/markers.ts';
import { clearMarks, markClips, markIn, markOut } from '../../../src-shared/timeline/marks.ts';
import { activeMonitor } from '../active-monitor.ts';
import type { SourceMarks } from '../stores/source-store.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf } from './commit.ts';

/** Marks in or out at the playhead of the active monitor; the frame shown is the last one of an out. */
export function markHere(studio: Studio, side: 'in' | 'out'): void {
  const { kind, transport, marks } = activeMonitor(studio);
  const at = transport.getState().frame + (side === 'out' ? 1 : 0);
  if (kind === 'source') {
    const other = side === 'in' ? marks.out : marks.in;
    const keeps = other !== undefined && (side === 'in' ? at < other : other < at);
    return markSource(studio, {
      [side]: at,
      ...(keeps ? { [side === 'in' ? 'out' : 'in']: other } : {}),
    });
  }
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  commitResult(studio, 'edit.label.mark', side === 'in' ? markIn(timeline, at) : markOut(timeline, at));
}

function markSource(studio: Studio, marks: SourceMarks): void {
  const { media } = studio.source.getState();
  if (media !== null) studio.source.mark(media, marks);
}

export function clearMarksHere(studio: Studio, which: 'in' | 'out' | 'both'): void {
  const { kind, marks } = activeMonitor(studio);
  if (kind === 'source') {
    return markSource(studio, which === 'both' ? {} : which === 'in' ? { out: marks.out } : { in: marks.in });
  }
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const cleared = clearMarks(timeline);
  if (which === 'both' || !cleared.ok) return void commitResult(studio, 'edit.label.clearMarks', cleared);
  const kept = which === 'in' ? timeline.out : timeline.in;
  if (kept === undefined) return void commitResult(studio, 'edit.label.clearMarks', cleared);
  const put = which === 'in' ? markOut : markIn;
  commitResult(studio, 'edit.label.clearMarks', put(cleared.timeline, kept));
}

/** Marks what the selected clips fill, or the clips under the playhead. */
export function markSelection(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const chosen = [...studio.selection.getState().clips].flatMap((id) => findClip(timeline, id)?.clip ?? []);
  const { frame } = studio.transport.getState();
  const clips = chosen.length > 0 ? chosen : timeline.tracks.flatMap((track) => clipAt(track, frame) ?? []);
  commitResult(studio, 'edit.label.mark', markClips(timeline, clips));
}

export function goToMark(studio: Studio, side: 'in' | 'out'): void {
  const { transport, marks } = activeMonitor(studio);
  const at = side === 'in' ? marks.in : marks.out === undefined ? undefined : marks.out - 1;
  if (at !== undefined) transport.seek(at);
}

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
    studio.selection.setState({ clips: new Set(), transition: null, marker: marker.id });
  }
}

/** Puts a marker on the selected clip under the playhead, or the topmost one there. */
export function addClipMarkerHere(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  const { frame } = studio.transport.getState();
  if (timeline === undefined) return;
  const under = timeline.tracks.flatMap((track) => clipAt(track, frame) ?? []);
  const chosen = studio.selection.getState().clips;
  const clip = under.find(({ id }) => chosen.has(id)) ?? under.at(-1);
  if (clip === undefined) return;
  const marker = { ...newMarker(studio), frame: frame - clip.start };
  commitResult(studio, 'edit.label.addMarker', putClipMarker(timeline, { clipId: clip.id, marker }));
}

export function removeSelectedMarker(studio: Studio): boolean {
  const timeline = documentOf(studio)?.timeline;
  const { marker } = studio.selection.getState();
  if (timeline === undefined || marker === null) return false;
  studio.selection.setState({ marker: null });
  return commitResult(studio, 'edit.label.removeMarker', removeMarkers(timeline, [marker]));
}

/** Jumps to the nearest marker of the ruler or of a clip before or behind the playhead. */
export function goToMarker(studio: Studio, direction: -1 | 1): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const { frame } = studio.transport.getState();
  const all = [
    ...(timeline.markers ?? []).map((marker) => Number(marker.frame)),
    ...timeline.tracks.flatMap(({ clips }) =>
      clips.flatMap((clip) => (clip.markers ?? []).map((marker) => clip.start + marker.frame)),
    ),
  ].filter((at) => (direction > 0 ? at > frame : at < frame));
  if (all.length > 0) studio.transport.seek(direction > 0 ? Math.min(...all) : Math.max(...all));
}
