import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { Clip, ClipSource } from '../../../src-shared/project/schema.ts';
import type { Frames } from '../../../src-shared/time/rate.ts';
import { showNewTakes } from '../../../src-shared/timeline/take-jobs.ts';
import { commitResult, documentOf } from '../../editor/actions/commit.ts';
import type { Studio } from '../../editor/studio.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { sendJob } from '../generate/start-shot.ts';

export interface TakeStart {
  readonly label: MessageKey;
  readonly clip: Clip;
  /** One take each; the first is shown at once. */
  readonly requests: readonly GenerationRequestInput[];
  /** Frames of the project the takes will have. */
  readonly takeLength: Frames;
  readonly sourceIn: Frames;
}

/** Asks for further takes of a clip. They stand in its place at once, one undo step; the takes it had stay. */
export async function startTakes(
  studio: Studio,
  { label, clip, requests, takeLength, sourceIn }: TakeStart,
): Promise<boolean> {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return false;
  const jobs = requests.map((request) => ({ jobId: studio.ids.job(), request }));
  const sources = jobs.map(({ jobId, request }): ClipSource => ({
    kind: 'job',
    jobId,
    length: takeLength,
    request,
  }));
  for (const { jobId } of jobs) studio.previews.start(jobId);
  const result = showNewTakes(timeline, { clipId: clip.id, sources, sourceIn });
  if (!commitResult(studio, label, result, [clip.id])) return false;
  const started = studio.text('job.announce.started', { name: clip.name });
  studio.messages.say(started);
  studio.messages.speak(started);
  for (const { jobId, request } of jobs) {
    await sendJob(studio, { jobId, clipId: clip.id, name: clip.name }, request);
  }
  return true;
}
