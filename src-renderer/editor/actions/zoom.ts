import { endOf, findClip, timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { trackHeadPixels } from '../../features/timeline/track-size.ts';
import { clampZoom } from '../stores/view-store.ts';
import type { Studio } from '../studio.ts';
import { documentOf } from './commit.ts';

/** Fills the timeline's width with the selected clips. */
export function zoomToSelection(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  const scroller = document.querySelector<HTMLElement>('[data-timeline-scroller]');
  if (timeline === undefined || scroller === null) return;
  const clips = [...studio.selection.getState().clips].flatMap((id) => findClip(timeline, id)?.clip ?? []);
  if (clips.length === 0) return;
  const from = Math.min(...clips.map(({ start }) => start));
  const to = Math.max(...clips.map(endOf));
  const width = scroller.clientWidth - trackHeadPixels;
  const zoom = clampZoom((width * 0.9) / Math.max(1, to - from));
  studio.view.setState({ zoom });
  // The content has its new width after the next drawing; only then can it be scrolled there.
  requestAnimationFrame(() => {
    scroller.scrollLeft = Math.max(0, from * zoom - width * 0.05);
  });
}

/** Shows all of the film, from its first frame on. */
export function fitTimeline(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  const scroller = document.querySelector<HTMLElement>('[data-timeline-scroller]');
  if (timeline === undefined || scroller === null) return;
  const width = scroller.clientWidth - trackHeadPixels;
  studio.view.setState({ zoom: clampZoom((width * 0.92) / Math.max(1, timelineEnd(timeline))) });
  // A zoom keeps the playhead in its place; the whole film has only one.
  requestAnimationFrame(() => {
    scroller.scrollLeft = 0;
  });
}
