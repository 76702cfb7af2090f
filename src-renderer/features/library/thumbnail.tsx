import { AudioLines, SwatchBook } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Media } from '../../../src-shared/project/schema.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { playedUrl } from '../film/played-url.ts';
import { useFilm } from '../film/film-context.tsx';
import styles from './library.module.css';

export interface ThumbnailProps {
  readonly media: Media;
  /** Pointed at: a video plays. */
  readonly playing: boolean;
}

/** A file's picture: still until it is pointed at, so that a full library opens no file but the one that is looked at. */
export function Thumbnail({ media, playing }: ThumbnailProps) {
  const url = playedUrl(useStudio(), media.id);
  if (media.kind === 'audio') return <AudioLines size={22} strokeWidth={1.25} />;
  if (media.kind === 'lut') return <SwatchBook size={22} strokeWidth={1.25} className={styles.table} />;
  if (media.kind === 'image') return <img src={url} alt="" draggable={false} loading="lazy" />;
  if (playing) return <video src={url} muted loop autoPlay playsInline disablePictureInPicture />;
  return <StillOfVideo media={media} />;
}

function StillOfVideo({ media }: { readonly media: Media }) {
  const film = useFilm();
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = (): void => {
      const canvas = ref.current;
      const picture = film.get(media, Math.floor(media.frames / 3));
      const context = canvas?.getContext('2d');
      if (canvas === null || context === null || context === undefined || picture === null) return;
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    };
    draw();
    return film.listen((id) => {
      if (id === media.id) draw();
    });
  }, [film, media]);
  const height = 120;
  return (
    <canvas
      ref={ref}
      width={Math.max(1, Math.round((height * media.width) / Math.max(1, media.height)))}
      height={height}
    />
  );
}
