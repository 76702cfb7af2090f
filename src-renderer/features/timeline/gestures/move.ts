import type { ClipId, TrackId } from '../../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../../src-shared/project/schema.ts';
import { endOf, findClip } from '../../../../src-shared/timeline/clips.ts';
import { copiedClips, isCopy, pasteClips } from '../../../../src-shared/timeline/clipboard.ts';
import { mainTrack } from '../../../../src-shared/timeline/magnetic.ts';
import { moveMagnetic, pasteMagnetic } from '../../../../src-shared/timeline/magnetic-move.ts';
import { moveClips } from '../../../../src-shared/timeline/move.ts';
import { refused, type EditResult } from '../../../../src-shared/timeline/result.ts';
import { frames } from '../../../../src-shared/time/rate.ts';
import type { GestureStarter, GestureStep } from './gesture.ts';

/** How many tracks of its kind the pointer lies above the grabbed clip's; 0 on a track of the other kind. */
function stepsTo(timeline: Timeline, grabbed: ClipId, to: TrackId | null): number {
  const from = findClip(timeline, grabbed)?.track;
  const target = timeline.tracks.find(({ id }) => id === to);
  if (from === undefined || target?.kind !== from.kind) return 0;
  const same = timeline.tracks.filter(({ kind }) => kind === from.kind);
  return same.indexOf(target) - same.indexOf(from);
}

/**
 * Dragging selected clips in time and between tracks. With Alt their doubles move; with Shift they stay on their tracks. What
 * comes to a magnetic main track is inserted at the edit nearest to the pointer, and what it leaves closes up.
 */
export const startMove: GestureStarter = (press, studio) => {
  const { tool, magnetic } = studio.view.getState();
  const timeline = studio.project.getState().project?.document.timeline;
  if (press.clip === null || press.part !== null || timeline === undefined) return null;
  const grabbed: ClipId = press.clip;
  if (tool !== 'select' && tool !== 'forward' && tool !== 'backward') return null;
  const chosen = [...studio.selection.getState().clips].flatMap((id) => findClip(timeline, id) ?? []);
  if (chosen.length === 0) return null;
  const ids = chosen.map(({ clip }) => clip.id);
  const first = Math.min(...chosen.map(({ clip }) => clip.start));
  const kind = findClip(timeline, grabbed)?.track.kind ?? 'video';
  const clipboard = copiedClips(timeline, ids);
  const main = mainTrack(timeline);
  const isFromMain = chosen.some(({ track }) => track === main);
  let selected: readonly ClipId[] = ids;

  function moved(by: number, toward: number, steps: number): EditResult {
    selected = ids;
    const move = { clipIds: ids, by, tracksBy: { [kind]: steps }, newId: () => studio.ids.clip() };
    const now = timeline ?? { tracks: [] };
    return magnetic ? moveMagnetic(now, { ...move, toward }) : moveClips(now, { ...move, onto: 'overwrite' });
  }

  function doubled(by: number, toward: number, steps: number): EditResult {
    if (clipboard === undefined || timeline === undefined) return refused('clip.missing');
    const onto: { video?: TrackId; audio?: TrackId } = {};
    for (const one of ['video', 'audio'] as const) {
      const same = timeline.tracks.filter((track) => track.kind === one);
      const lowest = same.findIndex(({ clips }) => clips.some(({ id }) => ids.includes(id)));
      const target = same[lowest + (one === kind ? steps : 0)];
      if (lowest >= 0 && target === undefined) return refused('track.missing');
      if (target !== undefined && lowest >= 0) onto[one] = target.id;
    }
    const made = new Set<ClipId>();
    const isInserted = magnetic && onto.video === main?.id;
    const result = (magnetic ? pasteMagnetic : pasteClips)(timeline, {
      clipboard,
      at: frames(isInserted ? toward : first + by),
      onto,
      mode: 'overwrite',
      newId: () => {
        const id = studio.ids.clip();
        made.add(id);
        return id;
      },
    });
    // Ids were also given to what the copies cut off, which is shorter than what it is of.
    const tracks = result.ok ? result.timeline.tracks : [];
    selected = tracks.flatMap(({ clips }) =>
      clips
        .filter((one) => made.has(one.id) && chosen.some(({ clip }) => isCopy(one, clip)))
        .map(({ id }) => id),
    );
    return result;
  }

  /** What comes to a magnetic main track lies where it is inserted, not where the pointer is. */
  function settledStep(by: number, result: EditResult): GestureStep {
    if (!result.ok) return { by: magnetic ? 0 : by, result };
    const own = selected.flatMap((id) => findClip(result.timeline, id) ?? []);
    const inserts = own.flatMap(({ track, clip }) => (track.id === main?.id ? [clip.start] : []));
    if (!magnetic || inserts.length === 0) return { by, result };
    const start = Math.min(...inserts);
    return { by: start - first, result, inserts: start };
  }

  return {
    label: 'edit.label.move',
    moving: ids,
    // On a magnetic main track a move goes from edit to edit; it has nothing else to be drawn to.
    edges: magnetic && isFromMain ? [] : chosen.flatMap(({ clip }) => [clip.start, endOf(clip)]),
    drag(asked, { frame, track, alt, shift }) {
      const by = Math.max(asked, -first);
      const act = (steps: number): GestureStep => settledStep(by, (alt ? doubled : moved)(by, frame, steps));
      const step = act(shift ? 0 : stepsTo(timeline, grabbed, track));
      // Where there is no such track for one of them, all stay on theirs.
      return step.result?.ok === false && step.result.reason === 'track.missing' ? act(0) : step;
    },
    select: () => selected,
  };
};
