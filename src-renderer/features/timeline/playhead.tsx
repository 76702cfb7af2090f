import { useEffect, useRef, type RefObject } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import { trackHeadPixels } from './track-size.ts';
import styles from './timeline.module.css';

/** Turns the page as an edit controller does, instead of scrolling under the eye. */
function keepInSight(scroller: HTMLElement, x: number): void {
  const shown = scroller.clientWidth - trackHeadPixels;
  if (x < scroller.scrollLeft || x > scroller.scrollLeft + shown) {
    scroller.scrollLeft = Math.max(0, x - shown * 0.1);
  }
}

/** The playhead line: moved by transform, never by React, and kept in sight while playing. */
export function Playhead({
  scroller,
  zoom,
}: {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly zoom: number;
}) {
  const { transport } = useStudio();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = (): void => {
      const { frame, shuttle } = transport.getState();
      const x = frame * zoom;
      if (ref.current !== null) ref.current.style.transform = `translateX(${x}px)`;
      if (shuttle.speed !== 0 && scroller.current !== null) keepInSight(scroller.current, x);
    };
    place();
    return transport.subscribe(place);
  }, [transport, scroller, zoom]);
  return (
    <div ref={ref} className={styles.playhead} aria-hidden="true">
      <div className={styles.playheadSticky}>
        <div className={styles.playheadHead} />
      </div>
      <div className={styles.playheadLine} />
    </div>
  );
}
