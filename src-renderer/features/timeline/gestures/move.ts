import type { ClipId, TrackId } from '../../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../../src-shared/project/schema.ts';
import { endOf, findClip } from '../../../../src-shared/timeline/clips.ts';
import { copiedClips, pasteClips } from '../../../../src-shared/timeline/clipboard.ts';
import { moveMagnetic, nearestEdit, withoutHoles } from '../../../../src-shared/timeline/magnetic.ts';
import { moveClips } from '../../../../src-shared/timeline/move.ts';
import { refused, type EditResult } from '../../../../src-shared/timeline/result.ts';
import { frames } from '../../../../src-shared/time/rate.ts';
import type { DragPoint, GestureStarter, GestureStep } from './gesture.ts';

/** How many tracks of its kind the pointer lies above the grabbed clip's; 0 on a track of the other kind. */
function stepsTo(timeline: Timeline, grabbed: ClipId, to: TrackId | null): number {
  const from = findClip(timeline, grabbed)?.track;
  const target = timeline.tracks.find(({ id }) => id === to);
  if (from === undefined || target?.kind !== from.kind) return 0;
  const same = timeline.tracks.filter(({ kind }) => kind === from.kind);
  return same.indexOf(target) - same.indexOf(from);
}

/**
 * Dragging selected clips in time and between tracks. With Alt their doubles move; with Shift they stay on their tracks. On a
 * magnetic timeline they are inserted at the edit nearest to the pointer, and what they leave closes up.
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
  const copied = copiedClips(timeline, ids);
  const clipboard = copied !== undefined && magnetic ? withoutHoles(copied) : copied;
  let selected: readonly ClipId[] = ids;

  function moved(by: number, steps: number): EditResult {
    selected = ids;
    return moveClips(timeline ?? { tracks: [] }, {
      clipIds: ids,
      by,
      tracksBy: { [kind]: steps },
      onto: 'overwrite',
      newId: () => studio.ids.clip(),
    });
  }

  function inserted(toward: number, steps: number): EditResult {
    selected = ids;
    return moveMagnetic(timeline ?? { tracks: [] }, {
      clipIds: ids,
      grabbed,
      toward,
      tracksBy: { [kind]: steps },
      newId: () => studio.ids.clip(),
    });
  }

  function doubled(at: number, steps: number): EditResult {
    if (clipboard === undefined || timeline === undefined) return refused('clip.missing');
    const onto: { video?: TrackId; audio?: TrackId } = {};
    for (const one of ['video', 'audio'] as const) {
      const same = timeline.tracks.filter((track) => track.kind === one);
      const lowest = same.findIndex(({ clips }) => clips.some(({ id }) => ids.includes(id)));
      const target = same[lowest + (one === kind ? steps : 0)];
      if (lowest >= 0 && target === undefined) return refused('track.missing');
      if (target !== undefined) onto[one] = target.id;
    }
    const made: ClipId[] = [];
    const result = pasteClips(timeline, {
      clipboard,
      at: frames(at),
      onto,
      mode: magnetic ? 'insert' : 'overwrite',
      newId: () => {
        const id = studio.ids.clip();
        made.push(id);
        return id;
      },
    });
    // Ids were also given to what the copies cut off; a copy begins where its place among them says.
    const starts = new Set(clipboard.clips.map(({ offset }) => at + offset));
    selected = made.filter((id) => {
      const there = result.ok ? findClip(result.timeline, id)?.clip : undefined;
      return there !== undefined && starts.has(frames(there.start));
    });
    return result;
  }

  /** The edit nearest to a frame on the track that the grabbed clip's double comes to. */
  function editNear(frame: number, steps: number): number {
    const own = timeline === undefined ? undefined : findClip(timeline, grabbed)?.track;
    const same = timeline?.tracks.filter((track) => track.kind === own?.kind) ?? [];
    const onto = same.findIndex((track) => track === own) + steps;
    return nearestEdit(same[onto]?.clips ?? [], frame);
  }

  function magneticStep({ frame, alt }: DragPoint, steps: number): GestureStep {
    const result = alt ? doubled(editNear(frame, steps), steps) : inserted(frame, steps);
    if (!result.ok) return { by: 0, result };
    const made = selected.flatMap((id) => findClip(result.timeline, id)?.clip.start ?? []);
    const start = Math.min(...made);
    return { by: start - first, result, inserts: start };
  }

  return {
    label: 'edit.label.move',
    moving: ids,
    // A magnetic move goes from edit to edit; it has nothing else to be drawn to.
    edges: magnetic ? [] : chosen.flatMap(({ clip }) => [clip.start, endOf(clip)]),
    drag(asked, point) {
      const { track, alt, shift } = point;
      const by = Math.max(asked, -first);
      const act = (steps: number): GestureStep => {
        if (magnetic) return magneticStep(point, steps);
        return { by, result: alt ? doubled(first + by, steps) : moved(by, steps) };
      };
      const step = act(shift ? 0 : stepsTo(timeline, grabbed, track));
      // Where there is no such track for one of them, all stay on theirs.
      return step.result?.ok === false && step.result.reason === 'track.missing' ? act(0) : step;
    },
    select: () => selected,
  };
};
