import { useEffect, useRef, type RefObject } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import { trackHeadPixels } from './track-size.ts';
import { useTimelineParts } from './view/timeline-context.tsx';
import styles from './timeline.module.css';

/** Turns the page as an edit controller does, instead of scrolling under the eye. */
function keepInSight(scroller: HTMLElement, x: number): void {
  const shown = scroller.clientWidth - trackHeadPixels;
  if (x < scroller.scrollLeft || x > scroller.scrollLeft + shown) {
    scroller.scrollLeft = Math.max(0, x - shown * 0.1);
  }
}

/** The playhead line: moved by transform, never by React, and kept in sight while playing. */
export function Playhead({ scroller }: { readonly scroller: RefObject<HTMLDivElement | null> }) {
  const { transport } = useStudio();
  const { view } = useTimelineParts();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let { zoom, shift } = view.now();
    const place = (): void => {
      const { frame, shuttle } = transport.getState();
      const { isMoving } = view.now();
      const x = frame * zoom;
      if (ref.current !== null) ref.current.style.transform = `translateX(${x - shift}px)`;
      if (shuttle.speed !== 0 && !isMoving && scroller.current !== null) keepInSight(scroller.current, x);
    };
    place();
    const stops = [
      transport.subscribe(place),
      view.listen((sight) => {
        if (sight.zoom === zoom && sight.shift === shift) return;
        ({ zoom, shift } = sight);
        place();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [transport, view, scroller]);
  return (
    <div ref={ref} className={styles.playhead} aria-hidden="true">
      <div className={styles.playheadSticky}>
        <div className={styles.playheadHead} />
      </div>
      <div className={styles.playheadLine} />
    </div>
  );
}
