import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { footageFrame } from '../../../src-shared/timeline/footage-frame.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import type { Clip, Media } from '../../../src-shared/project/schema.ts';
import type { PreviewPictures } from '../../editor/preview-life.ts';
import { previewCanvases } from '../viewer/rgb-picture.ts';
import { useFilm } from '../film/film-context.tsx';
import { filmTiles } from './film-tiles.ts';
import type { VisibleRange } from './time-scale.ts';
import styles from './clip.module.css';

export type FilmContent =
  | { readonly kind: 'media'; readonly media: Media; readonly rate: Rate }
  | { readonly kind: 'preview'; readonly pictures: PreviewPictures };

export interface ClipFilmProps {
  readonly clip: Clip;
  readonly content: FilmContent;
  readonly zoom: number;
  readonly range: VisibleRange;
}

/** Pictures along a clip, drawn for the part of it that can be seen. */
export function ClipFilm({ clip, content, zoom, range }: ClipFilmProps) {
  const film = useFilm();
  const ref = useRef<HTMLCanvasElement>(null);
  const from = Math.max(0, (range.from - clip.start) * zoom);
  const to = Math.min(clip.length * zoom, (range.to - clip.start) * zoom);

  const draw = useCallback(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (canvas === null || context === null || context === undefined || to <= from) return;
    const ratio = window.devicePixelRatio;
    const height = canvas.clientHeight;
    canvas.width = Math.max(1, Math.round((to - from) * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingQuality = 'high';
    const shape = content.kind === 'media' ? content.media : content.pictures;
    const tileWidth = Math.max(12, (height * shape.width) / Math.max(1, shape.height));
    const still = content.kind === 'media' && content.media.kind === 'image';
    for (const tile of filmTiles({
      sourceIn: content.kind === 'preview' || still ? 0 : clip.sourceIn,
      length: clip.length,
      zoom,
      tileWidth,
      from,
      to,
    })) {
      const picture = pictureOf(content, clip, Math.max(0, tile.at));
      if (picture !== null) context.drawImage(picture, tile.x - from, 0, tileWidth, height);
    }

    function pictureOf(shown: FilmContent, of: Clip, at: number): CanvasImageSource | null {
      if (shown.kind === 'preview') {
        const { frames: pictures, width, height: rows } = shown.pictures;
        const canvases = previewCanvases(pictures, width, rows);
        return (
          canvases[Math.min(canvases.length - 1, Math.floor((at / of.length) * canvases.length))] ?? null
        );
      }
      if (shown.media.kind === 'image') return film.get(shown.media, 0);
      return film.get(shown.media, footageFrame(shown, of, shown.media, at - of.sourceIn));
    }
  }, [film, clip, content, zoom, from, to]);

  useLayoutEffect(draw, [draw]);
  useEffect(
    () => (content.kind === 'media' ? film.listen(content.media.id, draw) : undefined),
    [film, content, draw],
  );
  return (
    <canvas
      ref={ref}
      className={styles.film}
      style={{ left: from, width: Math.max(0, to - from) }}
      aria-hidden="true"
    />
  );
}
