import { useLayoutEffect, useRef } from 'react';
import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Clip, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { clipKind } from './clip-kind.ts';
import type { VisibleRange } from './time-scale.ts';
import styles from './timeline.module.css';

export interface PaintedClipsProps {
  readonly clips: readonly Clip[];
  readonly library: Pick<ProjectDocument, 'media' | 'results'>;
  readonly zoom: number;
  readonly range: VisibleRange;
  readonly selected: ReadonlySet<ClipId>;
  readonly height: number;
  readonly trackKind: 'video' | 'audio';
}

/** Narrower than this a clip has no name. */
const namePixels = 44;
/** Browsers refuse wider canvases; nobody has a wider window. */
const widestPixels = 8192;

/** The clips of a track that are too many or too narrow to be elements of their own, on one canvas. They can be pressed like the others. */
export function PaintedClips({
  clips,
  library,
  zoom,
  range,
  selected,
  height,
  trackKind,
}: PaintedClipsProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const left = Math.floor(range.from * zoom);
  const width = Math.min(widestPixels, Math.ceil((range.to - range.from) * zoom));

  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (canvas === null || context === null || context === undefined) return;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(canvas);
    const colour = (name: string): string => style.getPropertyValue(name);
    const text = colour('--text-1');
    context.font = `450 11px ${colour('--face')}`;
    context.textBaseline = 'middle';
    const top = 4;
    const rows = height - 8;
    for (const clip of clips) {
      const x = Math.round(clip.start * zoom) - left;
      const wide = Math.max(1, Math.round((clip.start + clip.length) * zoom) - left - x - 1);
      const kind = clipKind(library, clip, trackKind);
      const isSelected = selected.has(clip.id);
      context.globalAlpha = clip.enabled === false ? 0.4 : 1;
      context.fillStyle = colour(`--clip-${kind}${isSelected && kind !== 'missing' ? '-lifted' : ''}`);
      context.fillRect(x, top, wide, rows);
      context.fillStyle = colour(kind === 'missing' ? '--error' : `--clip-${kind}-stripe`);
      context.fillRect(x, top, wide, 2);
      if (isSelected) {
        context.strokeStyle = colour('--accent');
        context.lineWidth = 2;
        context.strokeRect(x + 1, top + 1, Math.max(1, wide - 2), rows - 2);
      }
      if (wide < namePixels) continue;
      context.save();
      context.beginPath();
      context.rect(x, top, wide - 4, rows);
      context.clip();
      context.fillStyle = text;
      context.fillText(clip.name, x + 6, top + 11);
      context.restore();
    }
    context.globalAlpha = 1;
  }, [clips, library, zoom, left, width, selected, height, trackKind]);

  return <canvas ref={ref} className={styles.painted} style={{ left, width, height }} aria-hidden="true" />;
}
