import { assertNever } from '../../src-shared/lib/assert-never.ts';
import { branded } from '../../src-shared/lib/brand.ts';
import { AppError, cancelledError, toErrorData } from '../../src-shared/errors/app-error.ts';
import type { GenerationRequest } from '../../src-shared/generation/request.ts';
import { calls, events } from '../../src-shared/ipc/contract.ts';
import type {
  CallName,
  CallOutput,
  EventName,
  EventPayload,
  PreloadSurface,
  ProjectState,
  ProjectVersion,
  RecentProject,
} from '../../src-shared/ipc/contract.ts';
import type { PackSummary } from '../../src-shared/ipc/packs.ts';
import { isFinished, type JobSnapshot } from '../../src-shared/jobs/job.ts';
import type { JobId, MediaId, ProjectId } from '../../src-shared/lib/ids.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import { mediaSchema } from '../../src-shared/project/schema.ts';
import type { Media, ProjectDocument } from '../../src-shared/project/schema.ts';
import { runFakeJob, type FakeFilm } from './fake-job.ts';
import { fakeMachine, fakePack, fakeRecent, fakeVersion } from './fake-facts.ts';
import { createFakePacks, isPackCall } from './fake-packs.ts';
import { fakeFilmstrip, fakePeaks } from './fake-previews.ts';

export interface FakeOptions {
  /** Waits between the steps of a job. Tests give one they control. */
  readonly wait: (ms: number) => Promise<void>;
  /** Makes the file of a take, or fails with the error the job shall show. */
  readonly film: FakeFilm;
  /** What a dropped file becomes. */
  readonly ingest: (file: File, id: MediaId) => Promise<Media>;
  readonly packs?: readonly PackSummary[];
  /** Projects of before; absent: some. */
  readonly recent?: readonly RecentProject[];
  /** The list of shots that the dialog opens; absent: the person cancels it. */
  readonly storyboard?: CallOutput<'storyboard.open'>;
}

/** A working stand-in for main in memory: for tests, and for looking at the window in a plain browser page. */
export interface FakeMain extends PreloadSurface {
  readonly calls: readonly { readonly name: CallName; readonly input: unknown }[];
  project(): ProjectState;
  emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void;
  /** The next call of this name fails with this error. */
  failNext(name: CallName, error: AppError): void;
  /** Puts files into the library as an import does. */
  addMedia(media: readonly Media[]): void;
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

export function createFakeMain({
  wait,
  film,
  ingest,
  packs = [fakePack],
  recent = fakeRecent,
  storyboard = null,
}: FakeOptions): FakeMain {
  let state = newProject(1);
  let projects = 1;
  let others = recent;
  const made: { readonly name: CallName; readonly input: unknown }[] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const failures = new Map<CallName, AppError>();
  const jobs = new Map<JobId, JobSnapshot>();
  const aborts = new Map<JobId, AbortController>();
  const files = new Map<string, File>();
  const saved = new Map<ProjectVersion, ProjectDocument>();
  let nextNumber = 1;

  function newProject(number: number): ProjectState {
    const id = branded<ProjectId>(`project-${number}`);
    return { document: emptyProject({ id, name: 'Untitled' }), named: false, readOnly: false };
  }

  function emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    const parsed = events[name].parse(payload);
    for (const listener of listeners.get(name) ?? []) listener(parsed);
  }

  function addMedia(media: readonly Media[], results: Readonly<Record<string, MediaId>> = {}): void {
    const added = Object.fromEntries(media.map((item) => [item.id, item]));
    state = {
      ...state,
      document: {
        ...state.document,
        media: { ...state.document.media, ...added },
        results: { ...state.document.results, ...results },
      },
    };
    emit('library.changed', { media: [...media], results: { ...results } });
  }

  function versionOf(wanted: string): ProjectDocument {
    for (const [{ id }, document] of saved) if (id === wanted) return document;
    throw new AppError('input.option', 'There is no such version.');
  }

  function setJob(job: JobSnapshot): void {
    jobs.set(job.id, job);
    emit('job.changed', job);
  }

  const requests = new Map<JobId, GenerationRequest>();

  function startJob(id: JobId, request: GenerationRequest): void {
    const abort = new AbortController();
    aborts.set(id, abort);
    void runFakeJob({
      id,
      seq: jobs.get(id)?.seq ?? 0,
      request,
      state: () => state,
      film,
      wait,
      signal: abort.signal,
      setJob,
      emit,
      addMedia,
    });
  }

  async function importFiles(given: readonly File[]): Promise<Media[]> {
    const media: Media[] = [];
    for (const file of given) {
      media.push(await ingest(file, branded<MediaId>(`media-${nextNumber++}`)));
    }
    addMedia(media);
    return media;
  }

  async function deliver(id: JobId): Promise<void> {
    const started: JobSnapshot = {
      id,
      seq: 0,
      kind: 'deliver',
      label: 'Untitled.mp4',
      state: 'running',
      phase: 'writing',
      progress: 0,
      secondsElapsed: 0,
    };
    for (let part = 0; part <= 8; part += 1) {
      setJob({ ...started, seq: part, progress: part / 8 });
      await wait(150);
    }
    setJob({ ...started, seq: 100, state: 'done', progress: 1, fileName: 'Untitled.mp4' });
  }

  const answerPacks = createFakePacks(packs, emit, wait);

  async function answer(name: CallName, given: unknown): Promise<unknown> {
    const failure = failures.get(name);
    if (failure !== undefined) {
      failures.delete(name);
      throw failure;
    }
    if (isPackCall(name)) return answerPacks(name, given);
    switch (name) {
      case 'machine.info':
        return fakeMachine;
      case 'menu.show':
        return undefined;
      case 'project.current':
        return state;
      case 'project.new':
        projects += 1;
        state = newProject(projects);
        return state;
      case 'project.open':
      case 'project.openBundle':
      case 'project.bundle':
        return null;
      case 'project.openDropped':
        return state;
      case 'project.openAsked':
        return null;
      case 'project.recent':
        return others;
      case 'project.openRecent': {
        const id = calls['project.openRecent'].input.parse(given);
        const wanted = others.find((one) => one.id === id);
        if (wanted === undefined) throw new AppError('input.file.missing', 'That project is gone.');
        projects += 1;
        const fresh = newProject(projects);
        state = {
          ...fresh,
          named: wanted.kind === 'project',
          document: { ...fresh.document, name: wanted.name },
        };
        return state;
      }
      case 'project.forgetRecent': {
        const id = calls['project.forgetRecent'].input.parse(given);
        others = others.filter((one) => one.id !== id);
        return others;
      }
      case 'project.reveal':
        return undefined;
      case 'project.versions':
        return [...saved.keys()].reverse();
      case 'project.previewVersion':
        return versionOf(calls['project.previewVersion'].input.parse(given));
      case 'project.restoreVersion':
        state = { ...state, document: versionOf(calls['project.restoreVersion'].input.parse(given)) };
        return state;
      case 'project.takeOver':
        return state;
      case 'project.save':
      case 'project.saveAs':
        state = { ...state, named: true, document: { ...state.document, name: 'First film' } };
        saved.set(fakeVersion(saved.size), state.document);
        return state;
      case 'project.commit': {
        const { timeline } = calls['project.commit'].input.parse(given);
        state = { ...state, document: { ...state.document, timeline } };
        return undefined;
      }
      case 'library.import':
        return [];
      case 'library.importDropped': {
        const tokens = calls['library.importDropped'].input.parse(given);
        return importFiles(tokens.flatMap((token) => files.get(token) ?? []));
      }
      case 'library.importPasted': {
        const pictures = calls['library.importPasted'].input.parse(given);
        return importFiles(pictures.map((bytes) => new File([new Uint8Array(bytes)], 'Pasted.png')));
      }
      case 'library.update': {
        const { mediaId, ...said } = calls['library.update'].input.parse(given);
        const before = state.document.media[mediaId];
        const fields = Object.entries({ ...before, ...said }).filter(([, value]) => value !== null);
        const media = mediaSchema.parse(Object.fromEntries(fields));
        addMedia([media]);
        return media;
      }
      case 'library.setBins': {
        const bins = calls['library.setBins'].input.parse(given);
        state = { ...state, document: { ...state.document, bins } };
        emit('library.changed', { media: [], results: {}, bins });
        return undefined;
      }
      case 'library.filmstrip':
        return fakeFilmstrip;
      case 'library.scrubReel':
        throw new AppError('input.file.format', 'The stand-in has no pictures.');
      case 'library.peaks':
        return fakePeaks();
      case 'library.offline':
        return [];
      case 'library.relink':
        return null;
      case 'storyboard.open':
        return storyboard;
      case 'jobs.generate': {
        const { jobId, request } = calls['jobs.generate'].input.parse(given);
        requests.set(jobId, request);
        startJob(jobId, request);
        return undefined;
      }
      case 'jobs.list':
        return [...jobs.values()];
      case 'jobs.cancel':
        aborts.get(calls['jobs.cancel'].input.parse(given))?.abort(cancelledError());
        return undefined;
      case 'jobs.pause':
      case 'jobs.resume':
      case 'jobs.move':
        return undefined;
      case 'jobs.retry': {
        const { jobId } = calls['jobs.retry'].input.parse(given);
        const request = requests.get(jobId);
        if (request === undefined) throw new AppError('input.option', 'That job is no longer in the list.');
        startJob(jobId, request);
        return undefined;
      }
      case 'jobs.clear':
        for (const [id, job] of jobs) if (isFinished(job.state)) jobs.delete(id);
        return undefined;
      case 'deliver.start': {
        const id = branded<JobId>(`deliver-${nextNumber++}`);
        void deliver(id);
        return id;
      }
      case 'deliver.reveal':
        return undefined;
      default:
        return assertNever(name);
    }
  }

  return {
    calls: made,
    project: () => state,
    emit,
    failNext: (name, error) => void failures.set(name, error),
    addMedia: (media) => addMedia(media),
    async call(name, input) {
      // The same door as main's router: an unknown name or a wrong form is an error, not an exception.
      if (!isCallName(name)) return { ok: false, error: toErrorData(new AppError('bug', 'No such call.')) };
      try {
        const parsed = calls[name].input.parse(input);
        made.push({ name, input: parsed });
        return { ok: true, value: await answer(name, parsed) };
      } catch (error) {
        return { ok: false, error: toErrorData(error) };
      }
    },
    on(name, listener) {
      const own = listeners.get(name) ?? new Set();
      own.add(listener);
      listeners.set(name, own);
      return () => own.delete(listener);
    },
    tokensOf(given) {
      const tokens = given.flatMap((file) => {
        if (!(file instanceof File)) return [];
        const token = `file-${String(nextNumber++).padStart(16, '0')}`;
        files.set(token, file);
        return [token];
      });
      return Promise.resolve(tokens);
    },
  };
}
