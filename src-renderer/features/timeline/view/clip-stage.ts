import type { ClipId } from '../../../../src-shared/lib/ids.ts';
import { mostMounted } from '../mount-plan.ts';
import type { Detail } from '../time-scale.ts';

/** The clips that are elements, each with how much it shows. */
export type Staged = ReadonlyMap<ClipId, Detail>;

export interface StageWish {
  /** The most important first. */
  readonly clips: Staged;
  /** Must be there at once, whatever it costs: what can have the focus. */
  readonly atOnce: ReadonlySet<ClipId>;
}

/**
 * One frame's share of the way from the clips that are elements to those that should be: making elements is dear, and all of
 * them in one frame would stop every movement. Until a clip is an element it is painted. Answers `staged` itself when
 * nothing is left to do.
 */
export function stepTowards(staged: Staged, { clips, atOnce }: StageWish, budget: number): Staged {
  const next = new Map(staged);
  let left = budget;
  let isChanged = false;
  const change = (id: ClipId, detail: Detail): void => {
    next.set(id, detail);
    isChanged = true;
  };
  for (const id of staged.keys()) {
    if (clips.has(id) || atOnce.has(id)) continue;
    // Going is cheaper than coming.
    if (left <= 0) break;
    next.delete(id);
    isChanged = true;
    left -= 0.5;
  }
  for (const id of atOnce) {
    const detail = clips.get(id);
    if (detail !== undefined && next.get(id) !== detail) change(id, detail);
  }
  for (const [id, detail] of clips) {
    if (left <= 0) break;
    const shown = next.get(id);
    if (shown === detail || (shown === undefined && next.size >= mostMounted + atOnce.size)) continue;
    change(id, detail);
    left -= 1;
  }
  return isChanged ? next : staged;
}
