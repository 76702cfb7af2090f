import { createContext, use, useEffect, useMemo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { createFilmSheets, type FilmSheets } from './film-sheets.ts';
import { createFilmSource, type FilmSource } from './film-source.ts';
import { playedUrl } from './played-url.ts';
import { createPeaksSource, type PeaksSource } from './peaks-source.ts';

interface FilmParts {
  /** How often files had come back when they were made. */
  readonly since: number;
  readonly film: FilmSource;
  readonly sheets: FilmSheets;
  readonly peaks: PeaksSource;
}

const FilmContext = createContext<FilmParts | null>(null);

export function FilmProvider({ children }: { readonly children: ReactNode }) {
  const { bridge, facts } = useStudio();
  // They keep in mind what could not be shown.
  const mended = useStore(facts, (state) => state.mended);
  const parts = useMemo<FilmParts>(
    () => ({
      since: mended,
      film: createFilmSource((id) => playedUrl({ bridge, facts }, id)),
      sheets: createFilmSheets(bridge),
      peaks: createPeaksSource(bridge),
    }),
    [bridge, facts, mended],
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
