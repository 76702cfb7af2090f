import { branded } from '../../src-shared/lib/brand.ts';
import { isFinished, type JobSnapshot } from '../../src-shared/jobs/job.ts';
import type { JobId, MediaId } from '../../src-shared/lib/ids.ts';
import type { Clip, Timeline } from '../../src-shared/project/schema.ts';
import { deleteClips } from '../../src-shared/timeline/remove.ts';
import { withoutTake } from '../../src-shared/timeline/take-jobs.ts';
import { takesOf } from '../../src-shared/timeline/takes.ts';
import { addRun, costKey } from '../features/generate/estimate.ts';
import { generationRequestSchema } from '../../src-shared/generation/request.ts';
import { commitAsMade, documentOf, undo } from './actions/commit.ts';
import { clipWithTake, showJob } from './actions/show-job.ts';
import { remember } from './remembered.ts';
import { clipOfJob } from './shown-clip.ts';
import type { Studio } from './studio.ts';
import { lookForMissing } from './actions/library.ts';

/** Couples the stores to what main tells. Returns the function that uncouples them. */
export function followMain(studio: Studio): () => void {
  const { bridge } = studio;
  const quarters = new Map<JobId, number>();
  const stops = [
    bridge.on('job.changed', (job) => {
      if (studio.jobs.receive(job)) onJob(studio, job, quarters);
    }),
    bridge.on('job.show', ({ jobId }) => showJob(studio, jobId)),
    bridge.on('job.preview', ({ jobId, ...pictures }) => {
      studio.previews.tell(jobId, { type: 'pictures', pictures });
    }),
    bridge.on('library.changed', (change) => {
      studio.project.mergeLibrary(change);
      if (change.preparing !== undefined) studio.facts.setState({ preparing: new Set(change.preparing) });
      if (change.mended === true) studio.facts.setState(({ mended }) => ({ mended: mended + 1 }));
      // Taken in once more, a file that was gone is back.
      const { offline } = studio.facts.getState();
      if (change.media.some(({ id }) => offline.has(id)))
        lookForMissing(studio).catch((error: unknown) => studio.report(error));
      for (const [jobId, mediaId] of Object.entries(change.results)) {
        studio.previews.tell(branded<JobId>(jobId), { type: 'decoded', mediaId });
      }
    }),
    bridge.on('project.changed', (state) => studio.project.saved(state)),
  ];
  return () => stops.forEach((stop) => stop());
}

function onJob(studio: Studio, job: JobSnapshot, quarters: Map<JobId, number>): void {
  if (job.kind === 'generate') onGeneration(studio, job, quarters);
  if (job.kind === 'deliver' && isFinished(job.state)) onDelivered(studio, job);
  if (job.kind === 'import' && job.state === 'failed' && job.error !== undefined) {
    studio.messages.toast({ text: job.error.message, tone: 'error', error: job.error });
  }
}

function onGeneration(studio: Studio, job: JobSnapshot, quarters: Map<JobId, number>): void {
  if (!isFinished(job.state)) {
    if (!studio.previews.getState().lives.has(job.id)) studio.previews.start(job.id);
    sayQuarter(studio, job, quarters);
    return;
  }
  quarters.delete(job.id);
  if (job.state === 'done') {
    learn(studio, job);
    const mediaId = job.mediaId ?? documentOf(studio)?.results[job.id];
    if (mediaId !== undefined) studio.previews.tell(job.id, { type: 'decoded', mediaId });
    else studio.previews.tell(job.id, { type: 'ended' });
    say(studio, studio.text('job.announce.done', { name: nameOf(studio, job) }));
    if (mediaId !== undefined) offerToShow(studio, job, mediaId);
    return;
  }
  studio.previews.tell(job.id, { type: 'ended' });
  if (job.state === 'cancelled') {
    const name = nameOf(studio, job);
    removeCancelled(studio, job.id);
    say(studio, studio.text('job.announce.cancelled', { name }));
  } else {
    say(studio, job.error?.message ?? studio.text(`job.state.${job.state}`));
  }
}

/**
 * A take that was asked for in the library has no clip that shows it: where it went is said, with the way there. The same
 * seed gives the same file to the last bit, which is kept once: then nothing new is there to be looked for.
 */
function offerToShow(studio: Studio, job: JobSnapshot, mediaId: MediaId): void {
  const document = documentOf(studio);
  if (document === undefined || clipWithTake(document.timeline, job.id) !== undefined) return;
  const wasThere = Object.entries(document.results).some(([id, made]) => id !== job.id && made === mediaId);
  studio.messages.toast({
    text: studio.text(wasThere ? 'job.announce.sameTake' : 'job.announce.inLibrary', {
      name: nameOf(studio, job),
    }),
    tone: 'done',
    action: { label: studio.text('queue.show'), run: () => showJob(studio, job.id) },
  });
}

/** A shot that goes on from footage may have no words; then it is called like its clip. */
function nameOf(studio: Studio, job: JobSnapshot): string {
  const timeline = documentOf(studio)?.timeline;
  const clip = timeline === undefined ? undefined : clipOfJob(timeline, job.id)?.clip;
  return job.label || clip?.name || studio.text('generate.shot');
}

function say(studio: Studio, text: string): void {
  studio.messages.say(text);
  studio.messages.speak(text);
}

/** Each quarter once, aloud: often enough to know, seldom enough to bear. */
function sayQuarter(studio: Studio, job: JobSnapshot, quarters: Map<JobId, number>): void {
  const quarter = Math.floor(job.progress * 4);
  if (quarter <= (quarters.get(job.id) ?? 0)) return;
  quarters.set(job.id, quarter);
  studio.messages.speak(
    studio.text('job.announce.quarter', { name: nameOf(studio, job), percent: quarter * 25 }),
  );
}

/**
 * The person has cancelled: the placeholder goes. Where placing it was the last edit, that edit is taken back, so that
 * everything is as it was; else it is deleted and leaves its gap, because nothing else may move unasked. A clip that has
 * other takes shows the one before it; of several that were asked for together, the others go on.
 */
function removeCancelled(studio: Studio, job: JobId): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const placed = clipOfJob(timeline, job);
  const last = studio.project.getState().history.past.at(-1);
  const isLast = last?.after === timeline && placed !== undefined && placedAlone(last.before, timeline, job);
  const amongTakes = withoutTake(timeline, job);
  if (isLast && !awaitsOthers(studio, placed.clip, job)) undo(studio);
  else if (amongTakes.ok) commitAsMade(studio, 'edit.label.removeCancelled', amongTakes);
  else if (placed !== undefined) {
    commitAsMade(studio, 'edit.label.removeCancelled', deleteClips(timeline, [placed.clip.id]));
  }
}

/** Whether an edit placed this job and no other: what was placed together, as a whole cut is, goes one by one. */
function placedAlone(before: Timeline, after: Timeline, job: JobId): boolean {
  const placed = after.tracks
    .flatMap(({ clips }) => clips)
    .flatMap(({ source }) => (source.kind === 'job' ? [source.jobId] : []))
    .filter((one) => clipOfJob(before, one) === undefined);
  return placed.length > 0 && placed.every((one) => one === job);
}

/** Whether further takes of a clip are still being made. */
function awaitsOthers(studio: Studio, clip: Clip, job: JobId): boolean {
  const { jobs } = studio.jobs.getState();
  return takesOf(clip).sources.some((source) => {
    if (source.kind !== 'job' || source.jobId === job) return false;
    const other = jobs.get(source.jobId);
    return other !== undefined && !isFinished(other.state);
  });
}

/** Remembers how long the run took, for the estimate beside the button. */
function learn(studio: Studio, job: JobSnapshot): void {
  const timeline = documentOf(studio)?.timeline;
  const source = timeline === undefined ? undefined : clipOfJob(timeline, job.id)?.clip.source;
  const request = source?.kind === 'job' ? generationRequestSchema.safeParse(source.request) : undefined;
  if (request?.success !== true) return;
  // Only what makes a given number of seconds teaches how long a second takes.
  if (!('seconds' in request.data) || request.data.seconds === undefined) return;
  const { packId, quality, steps, seconds } = request.data;
  const runs = addRun(studio.facts.getState().runs, {
    key: costKey({ packId, quality, steps: steps ?? null }),
    made: seconds,
    took: job.secondsElapsed,
  });
  studio.facts.setState({ runs });
  remember(studio.kept, 'runs', runs);
}

function onDelivered(studio: Studio, job: JobSnapshot): void {
  if (job.state === 'done') {
    const text = studio.text('deliver.done', { name: job.fileName ?? job.label });
    say(studio, text);
    // The Deliver workspace shows it already.
    if (studio.view.getState().workspace === 'deliver') return;
    studio.messages.toast({
      text,
      tone: 'done',
      action: {
        label: studio.text('deliver.reveal'),
        run: () => {
          studio.bridge.call('deliver.reveal', job.id).catch((error: unknown) => studio.report(error));
        },
      },
    });
  } else if (job.state === 'failed' && job.error !== undefined) {
    say(studio, job.error.message);
    if (studio.view.getState().workspace === 'deliver') return;
    studio.messages.toast({ text: job.error.message, tone: 'error', error: job.error });
  }
}
