import { branded } from '../../../src-shared/lib/brand.ts';
import type { ClipId, TrackId } from '../../../src-shared/lib/ids.ts';

/** The elements of clips and tracks carry their ids; these are the one way back from an element to an id. */
export function clipElementAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-clip]') : null;
}

export function clipIdAt(target: EventTarget | null): ClipId | undefined {
  const id = clipElementAt(target)?.dataset.clip;
  return id === undefined ? undefined : branded<ClipId>(id);
}

export function trackIdAt(x: number, y: number): TrackId | undefined {
  const lane = document.elementsFromPoint(x, y).find((element) => element.matches('[data-track]'));
  const id = lane instanceof HTMLElement ? lane.dataset.track : undefined;
  return id === undefined ? undefined : branded<TrackId>(id);
}
