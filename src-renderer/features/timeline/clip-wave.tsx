import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { Clip, Media } from '../../../src-shared/project/schema.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import { usePeaks } from '../film/film-context.tsx';
import type { VisibleRange } from './time-scale.ts';
import { waveColumns } from './wave-columns.ts';
import styles from './clip.module.css';

export interface ClipWaveProps {
  readonly clip: Clip;
  readonly media: Media;
  readonly rate: Rate;
  readonly zoom: number;
  readonly range: VisibleRange;
  readonly height: number;
}

/** Taken by the clip's name and by the space around a clip. */
const nameStrip = 8 + 2 + 16;

/** The sound of a clip, drawn for the part of it that can be seen. */
export function ClipWave({ clip, media, rate, zoom, range, height }: ClipWaveProps) {
  const source = usePeaks();
  const ref = useRef<HTMLCanvasElement>(null);
  const from = Math.floor(Math.max(0, (range.from - clip.start) * zoom));
  const to = Math.ceil(Math.min(clip.length * zoom, (range.to - clip.start) * zoom));

  const draw = useCallback(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    const peaks = source.get(media.id);
    if (canvas === null || context === null || context === undefined || to <= from) return;
    const rows = Math.max(1, height - nameStrip);
    const ratio = window.devicePixelRatio;
    canvas.width = Math.max(1, Math.round((to - from) * ratio));
    canvas.height = Math.max(1, Math.round(rows * ratio));
    if (peaks === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = getComputedStyle(canvas).color;
    const middle = rows / 2;
    for (const [x, { low, high }] of waveColumns(peaks, { clip, rate, zoom, from, to }).entries()) {
      const top = middle - high * (middle - 1);
      context.fillRect(x, top, 1, Math.max(1, middle - low * (middle - 1) - top));
    }
  }, [source, clip, media, rate, zoom, from, to, height]);

  useLayoutEffect(draw, [draw]);
  useEffect(() => source.listen(media.id, draw), [source, media, draw]);
  return (
    <canvas
      ref={ref}
      className={styles.wave}
      style={{ left: from, width: Math.max(0, to - from) }}
      aria-hidden="true"
    />
  );
}
