import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { ClipId, JobId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import type { Frames } from '../../../src-shared/time/rate.ts';
import type { EditResult } from '../../../src-shared/timeline/result.ts';
import { commitResult } from '../../editor/actions/commit.ts';
import type { Studio } from '../../editor/studio.ts';
import type { MessageKey } from '../../i18n/i18n.ts';

/** A placeholder as it will stand on the timeline: its source is the job, so that the take appears in its place. */
export interface Placeholder {
  readonly clipId: ClipId;
  readonly jobId: JobId;
  readonly name: string;
  /** Frames that are shown. */
  readonly length: Frames;
  /** First frame shown of the take; more than 0 where the take begins with known footage. */
  readonly sourceIn: Frames;
  /** Frames the whole take will have. */
  readonly takeLength: Frames;
}

export function placeholderClip(placeholder: Placeholder, request: GenerationRequestInput) {
  const { clipId, jobId, name, length, sourceIn, takeLength } = placeholder;
  return {
    id: clipId,
    name,
    // The request travels with the clip, so that a shot can be tried again after a restart.
    source: { kind: 'job' as const, jobId, length: takeLength, request },
    length,
    sourceIn,
  };
}

const longestName = 60;

/** The beginning of the prompt, as a name. */
export function shotName(prompt: string, fallback: string): string {
  const line = prompt.replaceAll(/\s+/g, ' ').trim();
  if (line === '') return fallback;
  const characters = Array.from(line);
  return characters.length <= longestName
    ? line
    : `${characters
        .slice(0, longestName - 1)
        .join('')
        .trimEnd()}…`;
}

export interface ShotStart {
  readonly label: MessageKey;
  readonly placeholder: Placeholder;
  readonly request: GenerationRequestInput;
  /** Puts the placeholder on the timeline. */
  readonly place: (timeline: Timeline) => EditResult;
}

/**
 * The placeholder first, then the job: the timeline answers at once. A request that main refuses leaves a failed
 * placeholder with its reason, which can be tried again.
 */
export async function startShot(
  studio: Studio,
  { label, placeholder, request, place }: ShotStart,
): Promise<boolean> {
  const timeline = studio.project.getState().project?.document.timeline;
  if (timeline === undefined) return false;
  const { clipId, jobId } = placeholder;
  studio.previews.start(jobId);
  if (!commitResult(studio, label, place(timeline), [clipId])) return false;
  const started = studio.text('job.announce.started', { name: placeholder.name });
  studio.messages.say(started);
  studio.messages.speak(started);
  await sendJob(studio, placeholder, request);
  return true;
}

/** Asks for takes that have no place on the timeline: they come to the library. */
export async function startInLibrary(
  studio: Studio,
  name: string,
  requests: readonly GenerationRequestInput[],
): Promise<void> {
  const started = studio.text('job.announce.startedInLibrary', { name });
  studio.messages.say(started);
  studio.messages.speak(started);
  for (const request of requests) {
    const jobId = studio.ids.job();
    studio.previews.start(jobId);
    await sendJob(studio, { jobId, clipId: studio.ids.clip(), name }, request);
  }
}

export async function sendJob(
  studio: Studio,
  { jobId, clipId, name }: Pick<Placeholder, 'jobId' | 'clipId' | 'name'>,
  request: GenerationRequestInput,
): Promise<void> {
  try {
    await studio.bridge.call('jobs.generate', { jobId, clipId, request });
  } catch (error) {
    const failed = studio.jobs.fail(jobId, name, error);
    studio.previews.tell(jobId, { type: 'ended' });
    if (failed.error === undefined) return;
    studio.messages.say(failed.error.message);
    studio.messages.speak(failed.error.message);
  }
}
