import { createContext, use, useEffect, useMemo, type ReactNode } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import { createFilmSheets, type FilmSheets } from './film-sheets.ts';
import { createFilmSource, type FilmSource } from './film-source.ts';
import { createPeaksSource, type PeaksSource } from './peaks-source.ts';

interface FilmParts {
  readonly film: FilmSource;
  readonly sheets: FilmSheets;
  readonly peaks: PeaksSource;
}

const FilmContext = createContext<FilmParts | null>(null);

export function FilmProvider({ children }: { readonly children: ReactNode }) {
  const { bridge } = useStudio();
  const parts = useMemo<FilmParts>(
    () => ({
      film: createFilmSource((id) => bridge.mediaUrl(id)),
      sheets: createFilmSheets(bridge),
      peaks: createPeaksSource(bridge),
    }),
    [bridge],
  );
  useEffect(
    () => () => {
      parts.film.dispose();
      parts.sheets.dispose();
    },
    [parts],
  );
  return <FilmContext value={parts}>{children}</FilmContext>;
}

function useParts(): FilmParts {
  const parts = use(FilmContext);
  if (parts === null) throw new Error('No film source around this component');
  return parts;
}

/** @throws Error outside a `FilmProvider`. */
export function useFilm(): FilmSource {
  return useParts().film;
}

/** @throws Error outside a `FilmProvider`. */
export function useFilmSheets(): FilmSheets {
  return useParts().sheets;
}

/** @throws Error outside a `FilmProvider`. */
export function usePeaks(): PeaksSource {
  return useParts().peaks;
}
