import {
  useEffect,
  useRef,
  type PointerEvent as ReactPointerEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { timecodeText } from '../../editor/timecode-text.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import type { RulerUnit } from '../../editor/stores/view-store.ts';
import { rulerScale } from './time-scale.ts';
import styles from './timeline.module.css';

export interface RulerProps {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly zoom: number;
  readonly width: number;
  readonly rate: Rate;
  readonly unit: RulerUnit;
  /** Marks and markers, which lie on the ruler. */
  readonly children: ReactNode;
}

/** Timecode along the top; dragging on it scrubs. */
export function Ruler({ scroller, zoom, width, rate, unit, children }: RulerProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useStore(studio.transport, (state) => (state.shuttle.speed === 0 ? state.frame : -1));

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const draw = (): void => drawRuler(canvas.current, element.scrollLeft, width, zoom, rate, unit);
    draw();
    void document.fonts.ready.then(draw);
    element.addEventListener('scroll', draw, { passive: true });
    return () => element.removeEventListener('scroll', draw);
  }, [scroller, width, zoom, rate, unit]);

  function seekTo(event: ReactPointerEvent<HTMLDivElement>): void {
    const left = event.currentTarget.getBoundingClientRect().left;
    studio.transport.seek(Math.floor((event.clientX - left) / zoom));
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
        <canvas ref={canvas} className={styles.rulerCanvas} />
      </div>
      {children}
    </div>
  );
}

function rulerText(frame: number, rate: Rate, unit: RulerUnit): string {
  if (unit === 'frames') return String(frame);
  if (unit === 'timecode') return timecodeText(frame, rate);
  const seconds = (frame * rate.den) / rate.num;
  return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(2)} s`;
}

function drawRuler(
  canvas: HTMLCanvasElement | null,
  scrollLeft: number,
  width: number,
  zoom: number,
  rate: Rate,
  unit: RulerUnit,
): void {
  const context = canvas?.getContext('2d');
  if (canvas === null || context === null || context === undefined || width <= 0) return;
  const height = canvas.parentElement?.clientHeight ?? 24;
  const ratio = window.devicePixelRatio;
  canvas.style.transform = `translateX(${scrollLeft}px)`;
  canvas.style.width = `${width}px`;
  const pixelWidth = Math.round(width * ratio);
  const pixelHeight = Math.round(height * ratio);
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const label = style.getPropertyValue('--text-2');
  const mark = style.getPropertyValue('--line-control');
  context.font = `500 11px ${style.getPropertyValue('--face-mono')}`;
  context.textBaseline = 'middle';
  const { major, minor } = rulerScale(zoom, rate);
  const first = Math.floor(scrollLeft / zoom / major) * major;
  const last = (scrollLeft + width) / zoom;
  for (let frame = first; frame <= last; frame += minor) {
    const x = Math.round(frame * zoom - scrollLeft) + 0.5;
    const isMajor = frame % major === 0;
    context.strokeStyle = mark;
    context.globalAlpha = isMajor ? 1 : 0.5;
    context.beginPath();
    context.moveTo(x, isMajor ? height - 12 : height - 5);
    context.lineTo(x, height);
    context.stroke();
    if (!isMajor) continue;
    context.globalAlpha = 1;
    context.fillStyle = label;
    context.fillText(rulerText(frame, rate, unit), x + 5, height / 2 - 2);
  }
}
