import type { ClipId, TrackId } from '../../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../../src-shared/project/schema.ts';
import { endOf, findClip } from '../../../../src-shared/timeline/clips.ts';
import { copiedClips, pasteClips } from '../../../../src-shared/timeline/clipboard.ts';
import { moveClips } from '../../../../src-shared/timeline/move.ts';
import { refused, type EditResult } from '../../../../src-shared/timeline/result.ts';
import { frames } from '../../../../src-shared/time/rate.ts';
import type { GestureStarter } from './gesture.ts';

/** How many tracks of its kind the pointer lies above the grabbed clip's; 0 on a track of the other kind. */
function stepsTo(timeline: Timeline, grabbed: ClipId, to: TrackId | null): number {
  const from = findClip(timeline, grabbed)?.track;
  const target = timeline.tracks.find(({ id }) => id === to);
  if (from === undefined || target?.kind !== from.kind) return 0;
  const same = timeline.tracks.filter(({ kind }) => kind === from.kind);
  return same.indexOf(target) - same.indexOf(from);
}

/** Dragging selected clips in time and between tracks. With Alt their doubles move; with Shift they stay on their tracks. */
export const startMove: GestureStarter = (press, studio) => {
  const { tool } = studio.view.getState();
  const timeline = studio.project.getState().project?.document.timeline;
  const { clip: grabbed } = press;
  if (grabbed === null || press.part !== null || timeline === undefined) return null;
  if (tool !== 'select' && tool !== 'forward' && tool !== 'backward') return null;
  const chosen = [...studio.selection.getState().clips].flatMap((id) => findClip(timeline, id) ?? []);
  if (chosen.length === 0) return null;
  const ids = chosen.map(({ clip }) => clip.id);
  const first = Math.min(...chosen.map(({ clip }) => clip.start));
  const kind = findClip(timeline, grabbed)?.track.kind ?? 'video';
  const clipboard = copiedClips(timeline, ids);
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

  function doubled(by: number, steps: number): EditResult {
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
      at: frames(first + by),
      onto,
      mode: 'overwrite',
      newId: () => {
        const id = studio.ids.clip();
        made.push(id);
        return id;
      },
    });
    // Ids were also given to what the copies cut off; a copy begins where its original does, later by the move.
    const starts = new Set(chosen.map(({ clip }) => clip.start + by));
    selected = made.filter((id) => {
      const there = result.ok ? findClip(result.timeline, id)?.clip : undefined;
      return there !== undefined && starts.has(frames(there.start));
    });
    return result;
  }

  return {
    label: 'edit.label.move',
    moving: ids,
    edges: chosen.flatMap(({ clip }) => [clip.start, endOf(clip)]),
    drag(asked, { track, alt, shift }) {
      const by = Math.max(asked, -first);
      const act = alt ? doubled : moved;
      const result = act(by, shift ? 0 : stepsTo(timeline, grabbed, track));
      // Where there is no such track for one of them, all stay on theirs.
      return { by, result: !result.ok && result.reason === 'track.missing' ? act(by, 0) : result };
    },
    select: () => selected,
  };
};
