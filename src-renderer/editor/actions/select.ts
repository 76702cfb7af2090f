import { clipsFrom } from '../../../src-shared/timeline/select.ts';
import type { Studio } from '../studio.ts';
import { documentOf } from './commit.ts';

/** Selects everything from the playhead on, or up to it, on all tracks that are not locked. */
export function selectBeside(studio: Studio, direction: 'forward' | 'backward'): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const at = studio.transport.getState().frame;
  const clips = new Set(clipsFrom(timeline, { at, direction }));
  studio.selection.setState({ clips, transition: null, marker: null });
}
