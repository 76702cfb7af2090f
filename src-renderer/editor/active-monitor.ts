import { mediaLength } from '../../src-shared/project/sources.ts';
import { timelineEnd } from '../../src-shared/timeline/clips.ts';
import { documentOf } from './actions/commit.ts';
import type { SourceMarks } from './stores/source-store.ts';
import type { TransportStore } from './stores/transport-store.ts';
import type { Studio } from './studio.ts';

/** The monitor that playback keys act on: the source while its panel is the active one, else the programme. */
export interface ActiveMonitor {
  readonly kind: 'source' | 'programme';
  readonly transport: TransportStore;
  /** First frame behind the last one. */
  readonly end: number;
  readonly marks: SourceMarks;
}

/** A still in the source monitor is as long as this. */
export const stillFrames = 120;

export function sourceMonitor(studio: Studio): ActiveMonitor | undefined {
  const { media: id, marks } = studio.source.getState();
  const document = documentOf(studio);
  const media = id === null ? undefined : document?.media[id];
  if (media === undefined || document === undefined) return undefined;
  const length = mediaLength(document, media);
  return {
    kind: 'source',
    transport: studio.source.transport,
    end: Number.isFinite(length) ? length : stillFrames,
    marks: marks.get(media.id) ?? {},
  };
}

export function programmeMonitor(studio: Studio): ActiveMonitor {
  const timeline = documentOf(studio)?.timeline;
  return {
    kind: 'programme',
    transport: studio.transport,
    end: timeline === undefined ? 0 : timelineEnd(timeline),
    marks: { in: timeline?.in, out: timeline?.out },
  };
}

export function activeMonitor(studio: Studio): ActiveMonitor {
  const source = studio.view.getState().activePanel === 'source' ? sourceMonitor(studio) : undefined;
  return source ?? programmeMonitor(studio);
}
