import { useLayoutEffect, useRef, type PointerEvent as ReactPointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { timecodeText } from '../../editor/timecode-text.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import type { RulerUnit } from '../../editor/stores/view-store.ts';
import { drawRuler } from './paint/draw-ruler.ts';
import { palette } from './paint/palette.ts';
import { createStripCanvas } from './paint/strip-canvas.ts';
import { useTimelineParts } from './view/timeline-context.tsx';
import { useStretched } from './view/use-stretched.ts';
import styles from './timeline.module.css';

export interface RulerProps {
  readonly rate: Rate;
  readonly unit: RulerUnit;
  /** Marks and markers, which lie on the ruler. */
  readonly children: ReactNode;
}

/** Timecode along the top; dragging on it scrubs. */
export function Ruler({ rate, unit, children }: RulerProps) {
  const studio = useStudio();
  const { view } = useTimelineParts();
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const time = useRef<HTMLDivElement>(null);
  useStretched(time);
  const frame = useStore(studio.transport, (state) => (state.shuttle.speed === 0 ? state.frame : -1));

  useLayoutEffect(() => {
    if (canvas.current === null) return undefined;
    const height = canvas.current.parentElement?.clientHeight ?? 24;
    const strip = createStripCanvas(canvas.current, view, (context, place) =>
      drawRuler(context, place, { rate, unit, height, palette: palette() }),
    );
    strip.draw();
    void document.fonts.ready.then(() => strip.drawSoon());
    return () => strip.dispose();
  }, [view, rate, unit]);

  function seekTo(event: ReactPointerEvent<HTMLDivElement>): void {
    const left = event.currentTarget.getBoundingClientRect().left;
    studio.transport.seek(Math.floor((event.clientX - left) / view.now().zoom));
  }
  return (
    <div
      className={styles.ruler}
      onPointerDown={(event) => {
        // Marks and markers on the ruler are dragged, not scrubbed.
        if (event.button !== 0 || (event.target instanceof Element && event.target.closest('[data-part]')))
          return;
        event.currentTarget.setPointerCapture(event.pointerId);
        studio.transport.setScrubbing(true);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
      onLostPointerCapture={() => studio.transport.setScrubbing(false)}
    >
      <div
        className={styles.rulerSlider}
        role="slider"
        tabIndex={0}
        aria-label={t('timeline.playhead')}
        aria-valuemin={0}
        aria-valuenow={Math.max(0, frame)}
        aria-valuetext={frame < 0 ? t('timeline.playing') : timecodeText(frame, rate)}
      >
        <canvas ref={canvas} className={styles.strip} />
      </div>
      <div ref={time} className={styles.time}>
        {children}
      </div>
    </div>
  );
}
