import { AppError, cancelledError, toErrorData } from '../../src-shared/errors/app-error.ts';
import type { ErrorData } from '../../src-shared/errors/app-error.ts';
import { isFinished } from '../../src-shared/jobs/job.ts';
import { canBecome } from '../../src-shared/jobs/transitions.ts';
import type { JobSnapshot, JobState, PhaseName } from '../../src-shared/jobs/job.ts';
import type { JobId, MediaId } from '../../src-shared/lib/ids.ts';
import type { Logger } from '../log/logger.ts';
import { createEmitter } from '../platform/emitter.ts';
import type { Emitter } from '../platform/emitter.ts';
import type { OpenProject } from '../projects/projects.ts';
import { createEstimates } from './estimates.ts';
import { laneOf } from './job-spec.ts';
import type { JobSpec, Lane } from './job-spec.ts';
import { lastOrder, nextOf, ordersBefore } from './queue-order.ts';
import type { QueueFile } from './queue-file.ts';
import { startProgress } from './progress.ts';
import type { JobProgress } from './progress.ts';

/** What a running job says of itself; every call stands for something that happened. */
export interface JobReport {
  phase(phase: PhaseName): void;
  step(index: number, total: number): void;
  /** Share of the current phase that is done, 0 to 1, for phases without steps. */
  share(done: number): void;
  peak(bytes: number): void;
}

export interface JobOutcome {
  readonly mediaId?: MediaId;
  readonly fileName?: string;
}

export interface QueuedJob {
  readonly id: JobId;
  readonly spec: JobSpec;
  readonly project: OpenProject;
}

export interface JobQueue {
  readonly changed: Emitter<JobSnapshot>;
  list(): readonly JobSnapshot[];
  /** @throws AppError `input.option` where the id is taken. */
  add(id: JobId, label: string, spec: JobSpec, project: OpenProject): Promise<void>;
  /** Stops a queued or a running job, and only that one; no error where it is finished or unknown. */
  cancel(id: JobId): Promise<void>;
  /** Stops a waiting or running job until it is resumed; what it has done is kept. @throws AppError `input.option` */
  pause(id: JobId): Promise<void>;
  resume(id: JobId): Promise<void>;
  /** Puts a job before another one, or with null at the end. */
  move(id: JobId, before: JobId | null): Promise<void>;
  /**
   * Queues a job that did not succeed again.
   *
   * @param spec another one in place of its own: then it begins anew
   * @throws AppError `input.option` where it runs, waits or is done
   */
  retry(id: JobId, project: OpenProject, spec?: JobSpec): Promise<void>;
  /** Forgets what is finished. */
  clear(): Promise<void>;
  specOf(id: JobId): JobSpec | undefined;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
  /** Stops everything; what did not finish is remembered as interrupted. */
  dispose(): Promise<void>;
}

export interface QueueDeps {
  readonly file: QueueFile;
  readonly log: Logger;
  readonly nowMs: () => number;
  readonly run: (job: QueuedJob, report: JobReport, signal: AbortSignal) => Promise<JobOutcome>;
  /** Keeps a project open for a job; the answer lets go of it. */
  readonly hold: (project: OpenProject) => () => Promise<void>;
  /** A job will not go on: what it kept for that may go. */
  readonly forget: (id: JobId) => Promise<void>;
}

interface Entry {
  readonly id: JobId;
  readonly label: string;
  spec: JobSpec;
  order: number;
  state: JobState;
  attempts: number;
  progress: JobProgress;
  project?: OpenProject;
  release?: () => Promise<void>;
  controller?: AbortController;
  /** It is being stopped to be paused, not to be cancelled. */
  pausing?: boolean;
  outcome: JobOutcome;
  error?: ErrorData;
}

function interruption(attempts: number): ErrorData {
  return toErrorData(
    new AppError('engine.crashed', 'Kinoloom ended before this was finished.', {
      hint: attempts > 1 ? 'It was started more than once; try it with a shorter clip.' : 'Try it again.',
      retryable: true,
    }),
  );
}

/** Runs jobs in two lanes, one at a time in each, in the order they came. */
export function createJobQueue({ file, log, nowMs, run, hold, forget }: QueueDeps): JobQueue {
  const changed = createEmitter<JobSnapshot>();
  const entries = new Map<JobId, Entry>();
  const running = new Map<Lane, Promise<void>>();
  const estimates = createEstimates();
  let seq = 0;
  let disposed = false;

  for (const { id, label, spec, attempts, order } of file.unfinished) {
    const progress = startProgress(spec.kind, nowMs());
    entries.set(id, {
      id,
      label,
      spec,
      attempts,
      order,
      progress,
      state: 'interrupted',
      outcome: {},
      error: interruption(attempts),
    });
  }

  function snapshotOf(entry: Entry): JobSnapshot {
    return {
      id: entry.id,
      seq,
      kind: entry.spec.kind,
      label: entry.label,
      state: entry.state,
      ...entry.progress.read(nowMs()),
      ...entry.outcome,
      ...(entry.error === undefined ? {} : { error: entry.error }),
      order: entry.order,
      ...(entry.spec.kind === 'generate' ? { quality: entry.spec.request.quality } : {}),
      ...estimateOf(entry),
    };
  }

  function estimateOf(entry: Entry): Pick<JobSnapshot, 'secondsEstimated'> {
    const seconds = isFinished(entry.state) ? undefined : estimates.of(entry);
    return seconds === undefined ? {} : { secondsEstimated: seconds };
  }

  function tell(entry: Entry): void {
    seq += 1;
    changed.emit(snapshotOf(entry));
  }

  async function enter(entry: Entry, state: JobState): Promise<void> {
    entry.state = state;
    if (isFinished(state)) entry.progress.end(nowMs(), state === 'done');
    tell(entry);
    await file.write({
      type: 'state',
      id: entry.id,
      state,
      attempts: entry.attempts,
      ...entry.outcome,
      ...(entry.error === undefined ? {} : { error: entry.error }),
    });
  }

  async function finish(entry: Entry, state: JobState, error?: ErrorData): Promise<void> {
    if (error !== undefined) entry.error = error;
    delete entry.controller;
    try {
      await enter(entry, state);
    } catch (failure) {
      log.error('The queue could not be written.', { failure });
    }
    await entry.release?.();
    delete entry.release;
    if (state === 'done' || state === 'cancelled') await forgetSafely(entry.id);
  }

  /** A folder that can't be removed now is swept at the next start. */
  async function forgetSafely(id: JobId): Promise<void> {
    await forget(id).catch((error: unknown) =>
      log.warn('Unfinished work could not be removed.', { id, error }),
    );
  }

  async function work(entry: Entry): Promise<void> {
    const { project } = entry;
    if (project === undefined) throw new Error('A job without a project can not run.');
    const controller = new AbortController();
    entry.controller = controller;
    entry.attempts += 1;
    const startedMs = nowMs();
    entry.progress = startProgress(entry.spec.kind, startedMs);
    try {
      await enter(entry, 'running');
      const report: JobReport = {
        phase(phase) {
          entry.progress.phase(phase, nowMs());
          tell(entry);
        },
        step(index, total) {
          entry.progress.step(index, total, nowMs());
          tell(entry);
        },
        share(done) {
          if (entry.progress.share(done, nowMs())) tell(entry);
        },
        peak: (bytes) => entry.progress.peak(bytes),
      };
      // Cancelled while the start was being written down: then it never starts.
      controller.signal.throwIfAborted();
      const { id, spec } = entry;
      entry.outcome = await run({ id, spec, project }, report, controller.signal);
      estimates.learn(entry, (nowMs() - startedMs) / 1000);
      await finish(entry, 'done');
    } catch (error) {
      if (disposed) return finish(entry, 'interrupted', interruption(entry.attempts));
      if (entry.pausing === true) return rest(entry);
      if (controller.signal.aborted) return finish(entry, 'cancelled');
      const data = toErrorData(error);
      if (data.code === 'bug') log.error('A job failed unexpectedly.', { id: entry.id, error });
      return finish(entry, data.code === 'cancelled' ? 'cancelled' : 'failed', data);
    }
  }

  /** A paused job keeps its project open: it is in the middle of something. */
  async function rest(entry: Entry): Promise<void> {
    delete entry.pausing;
    delete entry.controller;
    await enter(entry, 'paused');
  }

  function startNext(lane: Lane): void {
    if (disposed || running.has(lane)) return;
    const next = nextOf([...entries.values()], lane);
    if (next === undefined) return;
    running.set(
      lane,
      work(next).finally(() => {
        running.delete(lane);
        startNext(lane);
      }),
    );
  }

  async function enqueue(entry: Entry, project: OpenProject): Promise<void> {
    entry.project = project;
    entry.release = hold(project);
    entry.outcome = {};
    delete entry.error;
    entry.progress = startProgress(entry.spec.kind, nowMs());
    await enter(entry, 'queued');
    startNext(laneOf(entry.spec));
  }

  return {
    changed,
    list: () => [...entries.values()].sort((a, b) => a.order - b.order).map(snapshotOf),
    async add(id, label, spec, project) {
      if (entries.has(id)) throw new AppError('input.option', 'There is a job with this id already.');
      const entry: Entry = {
        id,
        label,
        spec,
        state: 'queued',
        attempts: 0,
        order: lastOrder(entries.values()) + 1,
        progress: startProgress(spec.kind, nowMs()),
        outcome: {},
      };
      entries.set(id, entry);
      try {
        await file.write({ type: 'added', id, label, spec });
        await enqueue(entry, project);
      } catch (error) {
        entries.delete(id);
        await entry.release?.();
        throw error;
      }
    },
    async cancel(id) {
      const entry = entries.get(id);
      if (entry?.state === 'queued' || entry?.state === 'paused') {
        await finish(entry, 'cancelled');
        // Others may have waited for it alone.
        startNext(laneOf(entry.spec));
      }
      if (entry?.state === 'running') {
        entry.state = 'cancelling';
        tell(entry);
        entry.controller?.abort(cancelledError());
      }
    },
    async pause(id) {
      const entry = entries.get(id);
      if (entry?.state === 'queued') return enter(entry, 'paused');
      if (entry?.state !== 'running') return;
      if (entry.spec.kind !== 'generate') {
        throw new AppError('input.option', 'A delivery that runs can’t be paused.', {
          hint: 'Cancel it and start it again later.',
        });
      }
      entry.pausing = true;
      entry.controller?.abort(cancelledError());
    },
    async resume(id) {
      const entry = entries.get(id);
      if (entry?.state !== 'paused') return;
      await enter(entry, 'queued');
      startNext(laneOf(entry.spec));
    },
    async move(id, before) {
      const entry = entries.get(id);
      if (entry === undefined || id === before) return;
      for (const { id: ordered, order } of ordersBefore([...entries.values()], entry, before)) {
        const one = entries.get(ordered);
        if (one === undefined || one.order === order) continue;
        one.order = order;
        tell(one);
        await file.write({ type: 'order', id: ordered, order });
      }
    },
    async retry(id, project, spec) {
      const entry = entries.get(id);
      if (entry === undefined || entry.state === 'paused' || !canBecome(entry.state, 'queued')) {
        throw new AppError('input.option', 'That job can’t be tried again.');
      }
      if (spec !== undefined) {
        entry.spec = spec;
        await file.write({ type: 'added', id, label: entry.label, spec });
      }
      await enqueue(entry, project);
    },
    async clear() {
      const finished = [...entries.values()].filter(({ state }) => isFinished(state));
      for (const { id } of finished) entries.delete(id);
      // Together, so that hundreds cost the disk a flush or two.
      await Promise.all(finished.map(({ id }) => file.write({ type: 'cleared', id })));
      for (const { id } of finished) await forgetSafely(id);
    },
    specOf: (id) => entries.get(id)?.spec,
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
    async dispose() {
      disposed = true;
      for (const { controller } of entries.values()) controller?.abort(cancelledError());
      await Promise.all(running.values());
      await file.close();
    },
  };
}
