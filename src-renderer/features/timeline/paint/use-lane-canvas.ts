import { useEffect, useLayoutEffect, useMemo, useRef, type RefObject } from 'react';
import { useStudio } from '../../../app/studio-context.tsx';
import { useFilm, useFilmSheets, usePeaks } from '../../film/film-context.tsx';
import { useTimelineParts } from '../view/timeline-context.tsx';
import { drawClips, type LaneContents } from './draw-clips.ts';
import { createFilmPictures } from './draw-film.ts';
import { palette } from './palette.ts';
import { createStripCanvas, type StripCanvas } from './strip-canvas.ts';

/** Keeps a track's drawing true to its contents, to what arrives of its pictures and sounds, and to what is shown of it. */
export function useLaneCanvas(canvas: RefObject<HTMLCanvasElement | null>, contents: LaneContents): void {
  const { previews, jobs, text } = useStudio();
  const { view } = useTimelineParts();
  const film = useFilm();
  const sheets = useFilmSheets();
  const peaks = usePeaks();
  const pictures = useMemo(() => createFilmPictures(sheets, film, previews), [sheets, film, previews]);
  const strip = useRef<StripCanvas | null>(null);
  const shown = useRef(contents);
  const { track, library, selected, height } = contents;

  useLayoutEffect(() => {
    if (canvas.current === null) return undefined;
    const made = createStripCanvas(canvas.current, view, (context, place) =>
      drawClips(context, shown.current, place, {
        film: pictures,
        peaks,
        jobs: jobs.getState(),
        text,
        palette: palette(),
      }),
    );
    strip.current = made;
    made.draw();
    return () => {
      made.dispose();
      strip.current = null;
    };
  }, [canvas, view, pictures, peaks, jobs, text]);

  useLayoutEffect(() => {
    shown.current = { track, library, selected, height };
    strip.current?.draw();
  }, [track, library, selected, height]);

  useEffect(() => {
    const soon = (): void => strip.current?.drawSoon();
    const stops = [
      sheets.listen(soon),
      film.listen(soon),
      peaks.listen(soon),
      previews.subscribe(soon),
      jobs.subscribe(soon),
    ];
    void document.fonts.ready.then(soon);
    return () => {
      for (const stop of stops) stop();
    };
  }, [sheets, film, peaks, previews, jobs]);
}
