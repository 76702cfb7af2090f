import { useLayoutEffect, type RefObject } from 'react';
import { useTimelineParts } from './timeline-context.tsx';

/** Keeps an element as wide as time is, so that what is placed in shares of it follows every zoom by layout alone. */
export function useStretched(element: RefObject<HTMLElement | null>): void {
  const { view } = useTimelineParts();
  useLayoutEffect(
    () => (element.current === null ? undefined : view.stretch(element.current)),
    [view, element],
  );
}
