import { createStore, type StoreApi } from 'zustand/vanilla';
import { mountedRange, type VisibleRange } from '../time-scale.ts';
import { restMs, type LiveView, type Sight } from './live-view.ts';
import { rowRange } from './rows.ts';

/** The timeline's sight in steps: enough to know what is worth drawing, and it seldom changes. */
export interface CoarseSight {
  /** Pixels per frame at the last rest. */
  readonly zoom: number;
  readonly range: VisibleRange;
  /** Of the tracks: pixels from the top of the first one. */
  readonly rows: VisibleRange;
}

function isSame(a: VisibleRange, b: VisibleRange): boolean {
  return a.from === b.from && a.to === b.to;
}

/** Scrolling reaches those who draw with React only when a step is passed, zooming only when it has come to rest. */
export function createCoarseSight(view: LiveView): {
  readonly store: StoreApi<CoarseSight>;
  attach(): () => void;
} {
  const stepped = (sight: Sight, before?: CoarseSight): CoarseSight => {
    const range = mountedRange(sight.left, sight.width, sight.zoom);
    const rows = rowRange(sight);
    return {
      zoom: sight.zoom,
      range: before !== undefined && isSame(before.range, range) ? before.range : range,
      rows: before !== undefined && isSame(before.rows, rows) ? before.rows : rows,
    };
  };
  const store = createStore<CoarseSight>()(() => stepped(view.now()));
  let rest: ReturnType<typeof setTimeout> | undefined;
  const put = (): void => store.setState((before) => stepped(view.now(), before));
  return {
    store,
    attach() {
      let { zoom } = view.now();
      const stop = view.listen((sight) => {
        clearTimeout(rest);
        if (sight.zoom === zoom && rest === undefined) return put();
        ({ zoom } = sight);
        rest = setTimeout(() => {
          rest = undefined;
          put();
        }, restMs);
      });
      put();
      return () => {
        clearTimeout(rest);
        stop();
      };
    },
  };
}
