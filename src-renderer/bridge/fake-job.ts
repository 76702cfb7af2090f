import { branded } from '../../src-shared/lib/brand.ts';
import { isCancelled, toErrorData } from '../../src-shared/errors/app-error.ts';
import type { GenerationRequest } from '../../src-shared/generation/request.ts';
import { sourceUses } from '../../src-shared/generation/source-uses.ts';
import { takeShape } from '../../src-shared/generation/take-shape.ts';
import type { EventName, EventPayload, ProjectState } from '../../src-shared/ipc/contract.ts';
import type { JobSnapshot } from '../../src-shared/jobs/job.ts';
import type { JobId, MediaId } from '../../src-shared/lib/ids.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { mediaLength } from '../../src-shared/project/sources.ts';
import type { Frames, Rate } from '../../src-shared/time/rate.ts';
import { fakeTake } from './fake-take.ts';

export interface FilmOrder {
  readonly id: MediaId;
  readonly request: GenerationRequest;
  readonly frames: Frames;
  readonly rate: Rate;
  readonly width: number;
  readonly height: number;
}

/** Makes the file of a take and remembers where it can be played; previews are small RGB24 pictures of it. */
export interface FakeFilm {
  make(order: FilmOrder): Promise<void>;
  previews(order: FilmOrder, clearness: number): EventPayload<'job.preview'>['frames'];
  readonly previewSize: { readonly width: number; readonly height: number };
}

export interface FakeJob {
  readonly id: JobId;
  /** The last news of it, where it runs again. */
  readonly seq: number;
  readonly request: GenerationRequest;
  readonly state: () => ProjectState;
  readonly film: FakeFilm;
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  readonly setJob: (job: JobSnapshot) => void;
  readonly emit: <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void;
  readonly addMedia: (media: readonly Media[], results: Readonly<Record<string, MediaId>>) => void;
}

const steps = 12;
const stepMs = 220;

/** Goes through the phases of a generation as main reports them. */
export async function runFakeJob(job: FakeJob): Promise<void> {
  const { id, request, film, wait, signal, setJob, emit } = job;
  const { document } = job.state();
  const { rate, width, height } = document.settings;
  let { seq } = job;
  let shown: JobSnapshot = {
    id,
    seq,
    kind: 'generate',
    label: request.prompt.slice(0, 60),
    state: 'queued',
    phase: 'waiting',
    progress: 0,
    secondsElapsed: 0,
  };
  function tell(change: Partial<JobSnapshot>): void {
    seq += 1;
    shown = { ...shown, ...change, seq };
    setJob(shown);
  }

  const lengths = sourceUses(request).map(({ mediaId }) => {
    const source = document.media[mediaId];
    return source === undefined ? 0 : mediaLength(document, source);
  });
  const shape = takeShape(request, rate, lengths);
  const order: FilmOrder = {
    id: branded<MediaId>(`take-${id}`),
    request,
    frames: shape.frames,
    rate,
    width,
    height,
  };

  try {
    tell({});
    await pause(120);
    for (const phase of ['loading', 'reading-prompt', 'preparing'] as const) {
      tell({ state: 'running', phase, progress: shown.progress + 0.03 });
      await pause(180);
    }
    for (let step = 1; step <= steps; step += 1) {
      await pause(stepMs);
      tell({
        phase: 'denoising',
        step: { index: step, total: steps },
        progress: 0.1 + (0.7 * step) / steps,
        secondsPerStep: stepMs / 1000,
        secondsElapsed: 0.7 + (step * stepMs) / 1000,
        secondsLeft: ((steps - step) * stepMs) / 1000 + 0.5,
        peakBytes: 420 * 1024 * 1024,
      });
      emit('job.preview', {
        jobId: id,
        seq: step,
        step,
        steps,
        ...film.previewSize,
        frames: film.previews(order, step / steps),
      });
    }
    for (const phase of ['decoding', 'writing', 'saving'] as const) {
      tell({ phase, progress: shown.progress + 0.05 });
      await pause(150);
    }
    await film.make(order);
    const media = fakeTake(order, ...shape.made);
    job.addMedia([media], { [id]: media.id });
    tell({ state: 'done', progress: 1, mediaId: media.id, secondsElapsed: 4.2 });
  } catch (error) {
    if (isCancelled(error)) tell({ state: 'cancelled' });
    else tell({ state: 'failed', error: toErrorData(error) });
  }

  async function pause(ms: number): Promise<void> {
    await wait(ms);
    // Also what main does: between steps, never in the middle of one.
    if (signal.aborted) throw signal.reason;
  }
}
