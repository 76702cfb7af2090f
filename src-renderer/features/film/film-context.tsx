import { createContext, use, useEffect, useMemo, type ReactNode } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import { createFilmSource, type FilmSource } from './film-source.ts';

const FilmContext = createContext<FilmSource | null>(null);

export function FilmProvider({ children }: { readonly children: ReactNode }) {
  const { bridge } = useStudio();
  const film = useMemo(() => createFilmSource((id) => bridge.mediaUrl(id)), [bridge]);
  useEffect(() => () => film.dispose(), [film]);
  return <FilmContext value={film}>{children}</FilmContext>;
}

/** @throws Error outside a `FilmProvider`. */
export function useFilm(): FilmSource {
  const film = use(FilmContext);
  if (film === null) throw new Error('No film source around this component');
  return film;
}
