import { branded } from '../../../src-shared/lib/brand.ts';
import type { ClipId } from '../../../src-shared/lib/ids.ts';

/** The elements of clips carry their ids; these are the one way back from an element to an id. */
export function clipElementAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-clip]') : null;
}

export function clipIdAt(target: EventTarget | null): ClipId | undefined {
  const id = clipElementAt(target)?.dataset.clip;
  return id === undefined ? undefined : branded<ClipId>(id);
}
