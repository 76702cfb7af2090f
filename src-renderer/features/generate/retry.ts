import { generationRequestSchema } from '../../../src-shared/generation/request.ts';
import { withNamedSources } from '../../../src-shared/generation/named-sources.ts';
import { sourceUses } from '../../../src-shared/generation/source-uses.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { JobId, MediaId } from '../../../src-shared/lib/ids.ts';
import type { ClipSource, Timeline } from '../../../src-shared/project/schema.ts';
import { clipOfJob } from '../../editor/shown-clip.ts';
import { commitTimeline } from '../../editor/actions/commit.ts';
import type { Studio } from '../../editor/studio.ts';
import { sendJob } from './start-shot.ts';

type JobSource = Extract<ClipSource, { kind: 'job' }>;

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

/** The clip's own job, and what waits for it: a bridge names the shots that are still being made by their jobs. */
function renamed({ jobId, request }: JobSource, from: JobId, to: JobId): Partial<JobSource> {
  if (jobId === from) return { jobId: to };
  const parsed = generationRequestSchema.safeParse(request);
  if (!parsed.success || !sourceUses(parsed.data).some(({ mediaId }) => String(mediaId) === from)) return {};
  return { request: withNamedSources(parsed.data, { [from]: branded<MediaId>(to) }) };
}

function withJob(timeline: Timeline, from: JobId, to: JobId): Timeline {
  return {
    ...timeline,
    tracks: timeline.tracks.map((track) => ({
      ...track,
      clips: track.clips.map((clip) =>
        clip.source.kind === 'job'
          ? { ...clip, source: { ...clip.source, ...renamed(clip.source, from, to) } }
          : clip,
      ),
    })),
  };
}
