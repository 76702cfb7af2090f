import { clipIdSchema, trackIdSchema } from '../../../src-shared/lib/ids.ts';
import type { Media, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { sourceMonitor } from '../../editor/active-monitor.ts';
import type { Studio } from '../../editor/studio.ts';
import type { Film } from './playback.ts';

/**
 * A file of the library as a film of its own, of one clip that fills the frame: what plays the timeline plays it too, so
 * that both show the same frame of it for the same moment.
 *
 * @param length in frames of the project
 */
export function filmOfMedia(document: ProjectDocument, media: Media, length: number): ProjectDocument {
  const { settings } = document;
  const size = media.width > 0 && media.height > 0 ? { width: media.width, height: media.height } : {};
  const clip = {
    id: clipIdSchema.parse(media.id),
    name: media.name,
    source: { kind: 'media' as const, mediaId: media.id },
    start: frames(0),
    length: frames(length),
    sourceIn: frames(0),
  };
  const track = {
    id: trackIdSchema.parse('source'),
    kind: media.kind === 'audio' ? ('audio' as const) : ('video' as const),
    name: '',
    clips: [clip],
  };
  return { ...document, settings: { ...settings, ...size }, timeline: { tracks: [track] } };
}

/** What the source monitor plays. */
export function sourceFilm(studio: Studio): Film {
  const { source, project } = studio;
  const { transport } = source;

  function document(): ProjectDocument | undefined {
    const current = project.getState().project?.document;
    const { media: id } = source.getState();
    const media = id === null ? undefined : current?.media[id];
    if (current === undefined || media === undefined) return undefined;
    return filmOfMedia(current, media, sourceMonitor(studio)?.end ?? 1);
  }

  return {
    transport,
    document,
    still() {
      const film = document();
      return film === undefined ? undefined : { document: film, frame: transport.getState().frame };
    },
    bounds() {
      const monitor = sourceMonitor(studio);
      return {
        rate: project.getState().project?.document.settings.rate ?? { num: 24, den: 1 },
        end: monitor?.end ?? 0,
        in: monitor?.marks.in,
        out: monitor?.marks.out,
      };
    },
    listen(listener) {
      const stops = [
        source.subscribe(listener),
        project.subscribe((state, before) => {
          if (state.project?.document.media !== before.project?.document.media) listener();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
