import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Timeline, Track } from '../../../../src-shared/project/schema.ts';
import type { Studio } from '../../../editor/studio.ts';
import { mountPlan, mountThreshold } from '../mount-plan.ts';
import { mountedRange } from '../time-scale.ts';
import { stepTowards, type Staged, type StageWish } from './clip-stage.ts';
import { restMs, type LiveView } from './live-view.ts';
import { isInSight, placedRows, rowRange, type PlacedRow } from './rows.ts';

export interface StageState {
  readonly staged: Staged;
}

export interface ClipStage {
  readonly store: StoreApi<StageState>;
  attach(): () => void;
}

/** Clips made into elements, or changed in what they show, in one frame. */
const perFrame = 5;

/** Holds the clips that are elements against what the timeline shows, a few of them each frame. */
export function createClipStage(
  studio: Pick<Studio, 'project' | 'draft' | 'selection'>,
  view: Pick<LiveView, 'now' | 'listen'>,
): ClipStage {
  const store = createStore<StageState>()(() => ({ staged: new Map() }));
  let rows: readonly PlacedRow[] = [];
  let rowsOf: Timeline['tracks'] | null = null;
  let request = 0;
  let isStale = false;
  /** Runs while the sight moves. */
  let rest: ReturnType<typeof setTimeout> | undefined;
  let wish: StageWish = { clips: new Map(), atOnce: new Set() };

  function plan(): StageWish {
    const kept = studio.project.getState().project?.document.timeline;
    const timeline = studio.draft.getState().timeline ?? kept;
    if (kept === undefined || timeline === undefined) return { clips: new Map(), atOnce: new Set() };
    if (timeline.tracks !== rowsOf) {
      rowsOf = timeline.tracks;
      rows = placedRows(timeline.tracks);
    }
    const sight = view.now();
    const inRows = rowRange(sight);
    const range = mountedRange(sight.left, sight.width, sight.zoom);
    const seen = (all: readonly PlacedRow[]): readonly Track[] =>
      all.filter((row) => isInSight(row, inRows)).map(({ track }) => track);
    return mountPlan(seen(rows), {
      range,
      zoom: sight.zoom,
      focused: studio.selection.getState().focusedClip,
      // A drag that covers a clip frees no room for those of other tracks, else they would come and go with every step of it.
      threshold: mountThreshold(seen(placedRows(kept.tracks)), range),
    });
  }

  function put(budget: number): boolean {
    const { staged } = store.getState();
    const next = stepTowards(staged, wish, budget);
    if (next === staged) return false;
    store.setState({ staged: next });
    return true;
  }

  function work(): void {
    request = 0;
    if (rest !== undefined) return;
    if (isStale) aim();
    if (put(perFrame)) follow();
  }

  function aim(): void {
    isStale = false;
    wish = plan();
    put(0);
    follow();
  }

  function follow(): void {
    if (request === 0) request = requestAnimationFrame(work);
  }

  /** While the sight moves, clips don't become elements: all are painted, and a press finds them by their place. */
  function aimSoon(): void {
    isStale = true;
    clearTimeout(rest);
    rest = setTimeout(() => {
      rest = undefined;
      follow();
    }, restMs);
  }

  return {
    store,
    attach() {
      const stops = [
        view.listen(aimSoon),
        studio.draft.subscribe(aim),
        studio.project.subscribe((state, before) => {
          if (state.project?.document.timeline !== before.project?.document.timeline) aim();
        }),
        studio.selection.subscribe((state, before) => {
          if (state.focusedClip !== before.focusedClip) aim();
        }),
      ];
      aim();
      return () => {
        for (const stop of stops) stop();
        clearTimeout(rest);
        if (request !== 0) cancelAnimationFrame(request);
        request = 0;
      };
    },
  };
}
