import { useEffect, useRef } from 'react';
import type { PreviewPictures } from '../../editor/preview-life.ts';
import { useReducedMotion } from '../../ui/use-reduced-motion.ts';
import { previewCanvases } from './rgb-picture.ts';
import styles from './viewer.module.css';

/** A whole forming shot is seen in this time, however few pictures stand for it. */
const loopSeconds = 2;

/** The forming shot as a slow loop; one still picture where less movement is asked for. */
export function PreviewPicture({ pictures }: { readonly pictures: PreviewPictures }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const still = useReducedMotion();

  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (context === null || context === undefined) return undefined;
    const canvases = previewCanvases(pictures.frames, pictures.width, pictures.height);
    const first = canvases[0];
    if (first === undefined) return undefined;
    context.canvas.width = first.width;
    context.canvas.height = first.height;
    let request = 0;
    let last = -1;
    const draw = (now: number): void => {
      const turn = ((now / 1000) % loopSeconds) / loopSeconds;
      const index = still ? Math.floor(canvases.length / 2) : Math.floor(turn * canvases.length);
      const canvas = canvases[index];
      if (index !== last && canvas !== undefined) {
        last = index;
        context.drawImage(canvas, 0, 0);
      }
      if (!still && canvases.length > 1) request = requestAnimationFrame(draw);
    };
    draw(performance.now());
    return () => cancelAnimationFrame(request);
  }, [pictures, still]);

  return <canvas ref={ref} className={styles.preview} aria-hidden="true" data-testid="viewer-preview" />;
}
