import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import { selectOnly, toggleSelected } from '../../editor/stores/selection-store.ts';
import { clipIdAt } from './clip-elements.ts';
import { trackHeadPixels } from './track-size.ts';
import type { Studio } from '../../editor/studio.ts';

export type FocusStep = 'left' | 'right' | 'up' | 'down';

/** The neighbour of a clip: along its track, or on the next track that has clips, the one nearest in time. */
export function neighbourOf(timeline: Timeline, id: ClipId, step: FocusStep): ClipId | undefined {
  const place = findClip(timeline, id);
  if (place === undefined) return undefined;
  if (step === 'left') return place.track.clips[place.index - 1]?.id;
  if (step === 'right') return place.track.clips[place.index + 1]?.id;
  const direction = step === 'up' ? -1 : 1;
  const from = timeline.tracks.indexOf(place.track);
  const middle = place.clip.start + place.clip.length / 2;
  for (let index = from + direction; index >= 0 && index < timeline.tracks.length; index += direction) {
    const clips = timeline.tracks[index]?.clips ?? [];
    let nearest = clips[0];
    for (const clip of clips) {
      if (nearest === undefined) break;
      const distance = (of: typeof clip): number => Math.abs((of.start + endOf(of)) / 2 - middle);
      if (distance(clip) < distance(nearest)) nearest = clip;
    }
    if (nearest !== undefined) return nearest.id;
  }
  return undefined;
}

const steps: Readonly<Record<string, FocusStep>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/**
 * Keys while a clip has the focus: arrows move it, with Shift they extend the selection, Space selects, Enter opens the
 * inspector. Answers whether the key was used.
 */
function moveFocus(studio: Studio, event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return false;
  const id = event.target.dataset.clip === undefined ? undefined : clipIdAt(event.target);
  const timeline = studio.project.getState().project?.document.timeline;
  if (id === undefined || timeline === undefined) return false;
  if (event.key === 'Enter') {
    selectOnly(studio.selection, id);
    studio.view.setState({ rightTab: 'inspector' });
    return true;
  }
  // With Shift it plays the marked range, as anywhere else.
  if (event.key === ' ' && !event.shiftKey) {
    toggleSelected(studio.selection, id);
    return true;
  }
  const step = steps[event.key];
  if (step === undefined) return false;
  const next = neighbourOf(timeline, id, step);
  if (next === undefined) return true;
  studio.selection.setState(({ clips }) => ({
    focusedClip: next,
    clips: event.shiftKey ? new Set([...clips, id, next]) : clips,
  }));
  bringIntoSight(studio, timeline, next);
  // A clip that was only painted becomes an element with the next drawing.
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-clip="${next}"]`)?.focus());
  return true;
}

/** Scrolls just far enough that a clip's head can be seen. */
function bringIntoSight(studio: Studio, timeline: Timeline, id: ClipId): void {
  const scroller = document.querySelector<HTMLElement>('[data-timeline-scroller]');
  const clip = findClip(timeline, id)?.clip;
  if (scroller === null || clip === undefined) return;
  const x = clip.start * studio.view.getState().zoom;
  const width = scroller.clientWidth - trackHeadPixels;
  if (x < scroller.scrollLeft || x > scroller.scrollLeft + width - 40) {
    scroller.scrollLeft = Math.max(0, x - width * 0.2);
  }
}

/** Gives the keys of a focused clip to the timeline before the window's shortcuts see them. */
export function attachClipKeys(studio: Studio, content: HTMLElement): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!moveFocus(studio, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  content.addEventListener('keydown', onKeyDown);
  return () => content.removeEventListener('keydown', onKeyDown);
}
