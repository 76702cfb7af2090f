import { branded } from '../../../../src-shared/lib/brand.ts';
import type { TransitionId } from '../../../../src-shared/lib/ids.ts';
import { splitClipAt } from '../../../editor/actions/edit.ts';
import { clipsFrom } from '../../../../src-shared/timeline/select.ts';
import { selectionOf } from '../../../../src-shared/timeline/together.ts';
import { clearSelection, selectMarker } from '../../../editor/stores/selection-store.ts';
import type { Studio } from '../../../editor/studio.ts';
import type { Press } from './gesture.ts';
import { pressedMarker } from './marks.ts';

/**
 * What a press does at once, before it is known whether it becomes a drag. Answers whether it may become one.
 */
export function pressOn(studio: Studio, press: Press): boolean {
  const { tool, linkedSelection } = studio.view.getState();
  const timeline = studio.project.getState().project?.document.timeline;
  if (timeline === undefined) return false;
  if (tool === 'hand') return true;
  if (press.part === 'transition' && press.of !== null) {
    studio.selection.setState({
      clips: new Set(),
      transition: branded<TransitionId>(press.of),
      marker: null,
    });
    return true;
  }
  const marker = pressedMarker(press);
  if (marker !== null && tool !== 'blade') {
    selectMarker(studio.selection, marker);
    return true;
  }
  if (tool === 'blade') {
    if (press.clip !== null) splitClipAt(studio, press.clip, Math.round(press.frame));
    return false;
  }
  if (tool === 'forward' || tool === 'backward') {
    const track = press.shift ? (press.track ?? undefined) : undefined;
    const clips = new Set(
      clipsFrom(timeline, {
        at: Math.floor(press.frame),
        direction: tool,
        ...(track === undefined ? {} : { trackId: track }),
      }),
    );
    studio.selection.setState({ clips, focusedClip: press.clip, transition: null, marker: null });
    return clips.size > 0;
  }
  const id = press.clip;
  if (id === null) return true;
  const together = new Set(linkedSelection && !press.alt ? selectionOf(timeline, [id]) : [id]);
  const { clips } = studio.selection.getState();
  if ((press.shift || press.mod) && press.part === null) {
    const next = new Set(clips);
    const taken = next.has(id);
    for (const one of together)
      if (taken) next.delete(one);
      else next.add(one);
    studio.selection.setState({ clips: next, focusedClip: id, transition: null, marker: null });
    return !taken;
  }
  studio.selection.setState({
    clips: clips.has(id) ? clips : together,
    focusedClip: id,
    transition: null,
    marker: null,
  });
  return true;
}

/** A press that never became a drag. */
export function clickOn(studio: Studio, press: Press): void {
  const { tool, linkedSelection } = studio.view.getState();
  if (tool !== 'select' || press.shift || press.mod || press.part !== null) return;
  const timeline = studio.project.getState().project?.document.timeline;
  if (press.clip === null || timeline === undefined) return clearSelection(studio.selection);
  // A plain click on one of several selected clips chooses that one, with what belongs to it.
  const clips = new Set(linkedSelection && !press.alt ? selectionOf(timeline, [press.clip]) : [press.clip]);
  studio.selection.setState({ clips, focusedClip: press.clip });
}
