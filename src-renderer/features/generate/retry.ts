import { generationRequestSchema } from '../../../src-shared/generation/request.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { clipOfJob } from '../../editor/shown-clip.ts';
import { commitTimeline } from '../../editor/actions/commit.ts';
import type { Studio } from '../../editor/studio.ts';
import { sendJob } from './start-shot.ts';

/**
 * Tries a shot again that failed, was interrupted or was cancelled. The queue goes on from what the job had done; a job it
 * does not know any more starts anew: same request, same place.
 */
export async function retryShot(studio: Studio, job: JobId): Promise<void> {
  studio.previews.start(job);
  try {
    await studio.bridge.call('jobs.retry', { jobId: job, lighter: false });
  } catch {
    await startAnew(studio, job);
  }
}

async function startAnew(studio: Studio, job: JobId): Promise<void> {
  const timeline = studio.project.getState().project?.document.timeline;
  const placed = timeline === undefined ? undefined : clipOfJob(timeline, job);
  if (timeline === undefined || placed?.clip.source.kind !== 'job') return;
  const request = generationRequestSchema.safeParse(placed.clip.source.request);
  if (!request.success) {
    studio.messages.say(studio.text('job.noRecipe'));
    return;
  }
  const jobId = studio.ids.job();
  studio.previews.start(jobId);
  // Halves of a placeholder that was cut wait for the same take.
  if (!commitTimeline(studio, 'edit.label.retry', withJob(timeline, job, jobId))) return;
  await sendJob(studio, { jobId, clipId: placed.clip.id, name: placed.clip.name }, request.data);
}

function withJob(timeline: Timeline, from: JobId, to: JobId): Timeline {
  return {
    ...timeline,
    tracks: timeline.tracks.map((track) => ({
      ...track,
      clips: track.clips.map((clip) =>
        clip.source.kind === 'job' && clip.source.jobId === from
          ? { ...clip, source: { ...clip.source, jobId: to } }
          : clip,
      ),
    })),
  };
}
