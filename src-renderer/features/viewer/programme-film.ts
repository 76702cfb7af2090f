import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { programmeMonitor } from '../../editor/active-monitor.ts';
import type { Studio } from '../../editor/studio.ts';
import type { Film } from './playback.ts';

/** The project's timeline, as the programme monitor plays it. */
export function programmeFilm(studio: Studio): Film {
  const { transport, project, draft } = studio;
  const document = (): ProjectDocument | undefined => project.getState().project?.document;
  return {
    transport,
    document,
    still() {
      const current = document();
      if (current === undefined) return undefined;
      // With what a gesture would make of the timeline: a trim shows its new edge while it is dragged.
      const { timeline, frame } = draft.getState();
      return {
        document: timeline === null ? current : { ...current, timeline },
        frame: frame ?? transport.getState().frame,
      };
    },
    bounds() {
      const { end, marks } = programmeMonitor(studio);
      return { rate: document()?.settings.rate ?? { num: 24, den: 1 }, end, in: marks.in, out: marks.out };
    },
    listen(listener) {
      const stops = [
        project.subscribe((state, before) => {
          if (state.project?.document !== before.project?.document) listener();
        }),
        draft.subscribe(listener),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
