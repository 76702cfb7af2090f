import type { JobId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Timeline } from '../../../src-shared/project/schema.ts';
import { takesOf } from '../../../src-shared/timeline/takes.ts';
import { selectOnly } from '../stores/selection-store.ts';
import type { Studio } from '../studio.ts';
import { documentOf } from './commit.ts';

/** The clip that shows a job's take, or holds it among others. */
export function clipWithTake(timeline: Timeline, job: JobId): Clip | undefined {
  for (const { clips } of timeline.tracks) {
    const clip = clips.find((one) =>
      takesOf(one).sources.some((source) => source.kind === 'job' && source.jobId === job),
    );
    if (clip !== undefined) return clip;
  }
  return undefined;
}

/** Brings what came of a job before the person: its clip, else its take in the library, else the queue. They asked for it. */
export function showJob(studio: Studio, job: JobId): void {
  const document = documentOf(studio);
  const clip = document === undefined ? undefined : clipWithTake(document.timeline, job);
  const media = document?.results[job];
  if (clip !== undefined) {
    studio.transport.seek(clip.start);
    selectOnly(studio.selection, clip.id);
    studio.view.setState({ queueOpen: false });
  } else if (media !== undefined) {
    studio.selection.setState({ clips: new Set(), media });
    studio.view.setState({ queueOpen: false, rightTab: 'inspector' });
  } else {
    studio.view.setState({ queueOpen: true });
  }
}
