import { branded } from '../../../../src-shared/lib/brand.ts';
import type { TransitionId } from '../../../../src-shared/lib/ids.ts';
import { changeTransition } from '../../../../src-shared/timeline/transitions.ts';
import { spansOf } from '../../../editor/actions/spans.ts';
import { timecodeText } from '../../../editor/timecode-text.ts';
import type { GestureStarter } from './gesture.ts';
import { reach } from './reach.ts';

/** Dragging a side of a passage changes its length, on both sides of the cut alike; with Alt on that side alone. Dragging the middle moves it over the cut. */
export const startTransition: GestureStarter = ({ part, of }, studio) => {
  const document = studio.project.getState().project?.document;
  if (document === undefined || of === null || part === null || !part.startsWith('transition')) return null;
  const { timeline, settings } = document;
  const transition = timeline.tracks
    .flatMap(({ transitions = [] }) => transitions)
    .find(({ id }) => id === of);
  if (transition === undefined) return null;
  const { before, after, at } = transition;
  const id = branded<TransitionId>(of);
  const sourceSpan = spansOf(document);
  const grip = part === 'transition-start' ? at - before : part === 'transition-end' ? at + after : null;
  return {
    label: 'edit.label.transition',
    moving: [],
    edges: grip === null ? [] : [grip],
    drag(asked, { alt }) {
      const step = reach(asked, (by) => {
        if (part === 'transition') {
          return changeTransition(timeline, { id, before: before - by, after: after + by, sourceSpan });
        }
        const grown = part === 'transition-start' ? -by : by;
        const both = !alt && before > 0 && after > 0;
        return changeTransition(timeline, {
          id,
          before: part === 'transition-start' || both ? before + grown : before,
          after: part === 'transition-end' || both ? after + grown : after,
          sourceSpan,
        });
      });
      const made =
        step.result?.ok === true
          ? step.result.timeline.tracks
              .flatMap(({ transitions = [] }) => transitions)
              .find((one) => one.id === of)
          : transition;
      return { ...step, says: [timecodeText((made?.before ?? 0) + (made?.after ?? 0), settings.rate)] };
    },
  };
};
