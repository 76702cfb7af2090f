import { endOf, findClip } from '../../../../src-shared/timeline/clips.ts';
import { moveClips } from '../../../editor/actions/move-clips.ts';
import type { GestureStarter } from './gesture.ts';

/** Dragging selected clips in time and between tracks. With Alt their doubles move; with Shift they stay on their tracks. */
export const startMove: GestureStarter = (press, studio) => {
  const { tool } = studio.view.getState();
  const timeline = studio.project.getState().project?.document.timeline;
  if (press.clip === null || press.part !== null || timeline === undefined) return null;
  if (tool !== 'select' && tool !== 'forward' && tool !== 'backward') return null;
  const chosen = [...studio.selection.getState().clips].flatMap((id) => findClip(timeline, id) ?? []);
  if (chosen.length === 0) return null;
  const ids = chosen.map(({ clip }) => clip.id);
  const first = Math.min(...chosen.map(({ clip }) => clip.start));
  const grabbed = press.clip;
  let copied: readonly (typeof ids)[number][] = [];
  let doubles = false;
  return {
    label: 'edit.label.move',
    moving: ids,
    edges: chosen.flatMap(({ clip }) => [clip.start, endOf(clip)]),
    drag(asked, { track, alt, shift }) {
      const by = Math.max(asked, -first);
      copied = [];
      doubles = alt;
      const made: (typeof ids)[number][] = [];
      const attempt = (trackId: typeof track) =>
        moveClips(timeline, {
          ids,
          by,
          trackId,
          grabbed,
          copy: alt,
          newId: () => {
            const id = studio.ids.clip();
            made.push(id);
            return id;
          },
        });
      const result = attempt(shift ? null : track);
      // Where there is no such track, or the other kind of it, the clips stay on theirs.
      const done = result.ok || result.reason === 'nothing.toDo' ? result : attempt(null);
      const { ok } = done;
      copied = made.filter((id) => {
        const there = ok ? findClip(done.timeline, id)?.clip : undefined;
        return chosen.some(({ clip }) => clip.start + by === there?.start && clip.length === there.length);
      });
      return { by, result: done };
    },
    select: () => (doubles ? copied : ids),
  };
};
