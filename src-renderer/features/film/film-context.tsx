import { createContext, use, useEffect, useMemo, type ReactNode } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import { createFilmSource, type FilmSource } from './film-source.ts';
import { createPeaksSource, type PeaksSource } from './peaks-source.ts';

const FilmContext = createContext<FilmSource | null>(null);
const PeaksContext = createContext<PeaksSource | null>(null);

export function FilmProvider({ children }: { readonly children: ReactNode }) {
  const { bridge } = useStudio();
  const film = useMemo(() => createFilmSource((id) => bridge.mediaUrl(id)), [bridge]);
  const peaks = useMemo(() => createPeaksSource(bridge), [bridge]);
  useEffect(() => () => film.dispose(), [film]);
  return (
    <FilmContext value={film}>
      <PeaksContext value={peaks}>{children}</PeaksContext>
    </FilmContext>
  );
}

/** @throws Error outside a `FilmProvider`. */
export function useFilm(): FilmSource {
  const film = use(FilmContext);
  if (film === null) throw new Error('No film source around this component');
  return film;
}

/** @throws Error outside a `FilmProvider`. */
export function usePeaks(): PeaksSource {
  const peaks = use(PeaksContext);
  if (peaks === null) throw new Error('No source of waveforms around this component');
  return peaks;
}
