import type { Clip, Media, ProjectDocument } from './schema.ts';
import { resolveSource } from './sources.ts';

function usedBy(document: ProjectDocument, clip: Clip): (Media | undefined)[] {
  const { lut } = clip.colour ?? {};
  return [
    resolveSource(document, clip.source),
    ...(clip.takes?.others ?? []).map((source) => resolveSource(document, source)),
    ...(lut === undefined ? [] : [document.media[lut]]),
  ];
}

/** The media a timeline needs: what its clips show, their other takes, and their colour tables. Each once, by its id. */
export function usedMedia(document: ProjectDocument): Media[] {
  const used = new Map<Media['id'], Media>();
  for (const track of document.timeline.tracks)
    for (const clip of track.clips)
      for (const media of usedBy(document, clip)) if (media !== undefined) used.set(media.id, media);
  return [...used.values()];
}
