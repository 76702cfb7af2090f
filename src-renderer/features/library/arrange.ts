import type { Bin, Media, ProjectDocument, Timeline } from '../../../src-shared/project/schema.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';

export const filters = ['all', 'shots', 'stills', 'audio', 'takes'] as const;
export type Filter = (typeof filters)[number];
export const sortings = ['added', 'name', 'kind', 'length', 'rating', 'used'] as const;
export type Sorting = (typeof sortings)[number];

export interface Arrangement {
  readonly filter: Filter;
  readonly sorting: Sorting;
  readonly query: string;
  /** null = at the top. A search looks through all bins. */
  readonly bin: Bin['id'] | null;
}

function passes(media: Media, filter: Filter): boolean {
  const generated = media.provenance.origin === 'generated';
  switch (filter) {
    case 'all':
      return true;
    case 'shots':
      return media.kind === 'video' && !generated;
    case 'stills':
      return media.kind === 'image';
    case 'audio':
      return media.kind === 'audio';
    case 'takes':
      return generated;
    default:
      return assertNever(filter);
  }
}

/** Every word of a query must be in the name, or in the words the file was made from. */
export function fitsQuery(media: Media, query: string): boolean {
  const { provenance } = media;
  const prompt = provenance.origin === 'generated' ? provenance.recipe.prompt : '';
  const text = `${media.name} ${prompt}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function seconds({ frames, rate }: Media): number {
  return (frames * rate.den) / rate.num;
}

/** How many clips of a timeline show each file. */
export function useCounts(
  document: Pick<ProjectDocument, 'results'>,
  timeline: Timeline,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { clips } of timeline.tracks) {
    for (const { source } of clips) {
      const id =
        source.kind === 'media'
          ? source.mediaId
          : source.kind === 'job'
            ? document.results[source.jobId]
            : undefined;
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

/** The files of the library that are shown, in the order they are shown in. */
export function arranged(
  document: ProjectDocument,
  { filter, sorting, query, bin }: Arrangement,
): readonly Media[] {
  const bins = new Set((document.bins ?? []).map(({ id }) => id));
  const isSearch = query.trim() !== '';
  const newestFirst = Object.values(document.media).reverse();
  const shown = newestFirst.filter((media) => {
    if (!passes(media, filter) || !fitsQuery(media, query.trim())) return false;
    if (isSearch) return true;
    const own = media.bin !== undefined && bins.has(media.bin) ? media.bin : null;
    return own === bin;
  });
  const counts = sorting === 'used' ? useCounts(document, document.timeline) : new Map<string, number>();
  const byName = (a: Media, b: Media): number => a.name.localeCompare(b.name, 'en', { numeric: true });
  switch (sorting) {
    case 'added':
      return shown;
    case 'name':
      return shown.sort(byName);
    case 'kind':
      return shown.sort((a, b) => a.kind.localeCompare(b.kind) || byName(a, b));
    case 'length':
      return shown.sort((a, b) => seconds(b) - seconds(a));
    case 'rating':
      return shown.sort((a, b) => (b.rating ?? 0) - (a.rating ?? 0));
    case 'used':
      return shown.sort((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0));
    default:
      return assertNever(sorting);
  }
}
