import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { clipAt, endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import { duplicateClip } from '../../../src-shared/timeline/place.ts';
import { deleteMagnetic } from '../../../src-shared/timeline/magnetic.ts';
import { nudgeMagnetic } from '../../../src-shared/timeline/magnetic-move.ts';
import { moveClips } from '../../../src-shared/timeline/move.ts';
import { closeGap, deleteClips, rippleDelete } from '../../../src-shared/timeline/remove.ts';
import { rippleTrim } from '../../../src-shared/timeline/ripple-trim.ts';
import { splitAll, splitClip, trimHead, trimTail } from '../../../src-shared/timeline/trim.ts';
import { isOnMagneticMain, sameEdge } from '../companions.ts';
import { editPoints } from '../shown-clip.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf, magnetically } from './commit.ts';
import { nudgeSelectedMarker, removeSelectedMarker } from './markers.ts';
import { removeSelectedPassage } from './passages.ts';
import { spansOf } from './spans.ts';
import { settleRunningJobs } from './running-jobs.ts';

function selectedIds(studio: Studio): readonly ClipId[] {
  return [...studio.selection.getState().clips];
}

/** Deletes the selected clips; with `ripple`, or on a magnetic main track, what follows closes up. Asks first where a shot is still being made. */
export async function deleteSelected(studio: Studio, ripple: boolean): Promise<void> {
  const ids = selectedIds(studio);
  if (ids.length === 0 || documentOf(studio) === undefined) return;
  if (!(await settleRunningJobs(studio, ids))) return;
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const there = ids.filter((id) => findClip(timeline, id) !== undefined);
  if (there.length === 0) return;
  const remove = studio.view.getState().magnetic ? deleteMagnetic : deleteClips;
  const result = ripple
    ? magnetically(studio, timeline, (now) => rippleDelete(now, there))
    : remove(timeline, there);
  commitResult(studio, ripple ? 'edit.label.rippleDelete' : 'edit.label.delete', result, []);
}

/** Deletes what is chosen: a passage, a marker, or clips. */
export async function deleteChosen(studio: Studio): Promise<void> {
  if (removeSelectedPassage(studio) || removeSelectedMarker(studio)) return;
  await deleteSelected(studio, false);
}

/** Moves clips together by frames. What they land on is overwritten; on a magnetic main track they change places. */
function moveSelected(studio: Studio, ids: readonly ClipId[], by: number): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined || by === 0) return;
  const move = { clipIds: ids, by, newId: () => studio.ids.clip() };
  const result = studio.view.getState().magnetic
    ? nudgeMagnetic(timeline, move)
    : moveClips(timeline, { ...move, onto: 'overwrite' });
  commitResult(studio, 'edit.label.move', result, ids);
}

/** Moves what is selected by frames: a marker, or clips. */
export function nudgeSelected(studio: Studio, by: number): void {
  if (nudgeSelectedMarker(studio, by)) return;
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const ids = selectedIds(studio);
  const first = Math.min(...ids.map((id) => findClip(timeline, id)?.clip.start ?? 0));
  const allowed = Math.max(by, -first);
  if (ids.length > 0 && allowed !== 0) moveSelected(studio, ids, allowed);
}

/** Moves one edge of a clip to a frame; on a magnetic main track what is behind goes along. */
export function trimClip(studio: Studio, clipId: ClipId, edge: 'start' | 'end', to: number): void {
  const document = documentOf(studio);
  if (document === undefined) return;
  const { timeline } = document;
  const sourceSpan = spansOf(document);
  const places = sameEdge(studio, timeline, clipId, edge);
  const own = places[0]?.clip;
  if (own !== undefined && isOnMagneticMain(studio, timeline, places)) {
    const trim = {
      clipIds: places.map(({ clip }) => clip.id),
      edge: edge === 'start' ? ('head' as const) : ('tail' as const),
      by: to - (edge === 'start' ? own.start : endOf(own)),
      sourceSpan,
    };
    commitResult(studio, 'edit.label.rippleTrim', rippleTrim(timeline, trim));
    return;
  }
  const act = edge === 'start' ? trimHead : trimTail;
  commitResult(studio, 'edit.label.trim', act(timeline, { clipId, to: frames(to), sourceSpan }));
}

/** Trims the selected clips, or the one under the playhead, to the playhead. */
export function trimToPlayhead(studio: Studio, edge: 'start' | 'end'): void {
  const timeline = documentOf(studio)?.timeline;
  const { frame } = studio.transport.getState();
  if (timeline === undefined) return;
  const id = clipsUnder(studio, timeline, frame)[0];
  if (id !== undefined) trimClip(studio, id, edge, edge === 'start' ? frame : frame + 1);
}

function clipsUnder(studio: Studio, timeline: Timeline, frame: number): readonly ClipId[] {
  const under = timeline.tracks.flatMap((track) => clipAt(track, frame)?.id ?? []);
  const chosen = under.filter((id) => studio.selection.getState().clips.has(id));
  return chosen.length > 0 ? chosen : under;
}

export function splitClipAt(studio: Studio, clipId: ClipId, at: number): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const result = splitClip(timeline, { clipId, at: frames(at), newId: () => studio.ids.clip() });
  commitResult(studio, 'edit.label.split', result);
}

/** Cuts the selected clip under the playhead, or everything there. */
export function splitAtPlayhead(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  const { frame } = studio.transport.getState();
  if (timeline === undefined) return;
  const chosen = clipsUnder(studio, timeline, frame).filter((id) =>
    studio.selection.getState().clips.has(id),
  );
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return splitClipAt(studio, only, frame);
  const result = splitAll(timeline, { at: frame, newId: () => studio.ids.clip() });
  commitResult(studio, 'edit.label.split', result);
}

/** Cuts everything under the playhead on every track that is not locked. */
export function splitEverywhere(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const result = splitAll(timeline, {
    at: studio.transport.getState().frame,
    newId: () => studio.ids.clip(),
  });
  commitResult(studio, 'edit.label.split', result);
}

export function duplicateSelected(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  const [clipId] = selectedIds(studio);
  if (timeline === undefined || clipId === undefined) return;
  const id = studio.ids.clip();
  const result = magnetically(studio, timeline, (now) => duplicateClip(now, { clipId, newId: () => id }));
  commitResult(studio, 'edit.label.duplicate', result, [id]);
}

/** Closes the gap under the playhead on the first track that has one there. */
export function closeGapAtPlayhead(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  const { frame } = studio.transport.getState();
  if (timeline === undefined) return;
  for (const track of timeline.tracks) {
    const result = magnetically(studio, timeline, (now) => closeGap(now, { trackId: track.id, at: frame }));
    if (result.ok) {
      commitResult(studio, 'edit.label.closeGap', result);
      return;
    }
  }
}

/** Jumps to the previous or next edit. */
export function goToEdit(studio: Studio, direction: -1 | 1): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const { frame } = studio.transport.getState();
  const points = editPoints(timeline);
  const next =
    direction > 0 ? points.find((point) => point > frame) : points.filter((point) => point < frame).at(-1);
  if (next !== undefined) studio.transport.seek(next);
}

export function selectAll(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const ids = timeline.tracks.flatMap(({ clips }) => clips.map(({ id }) => id));
  studio.selection.setState({ clips: new Set(ids), focusedClip: ids[0] ?? null });
}
