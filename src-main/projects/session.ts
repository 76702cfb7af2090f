import { dirname, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { mediaIdSchema } from '../../src-shared/lib/ids.ts';
import type { JobId } from '../../src-shared/lib/ids.ts';
import type { Media, ProjectDocument, Timeline } from '../../src-shared/project/schema.ts';
import { serialiseProject } from '../../src-shared/project/serialise.ts';
import { referenceProblems, timelineProblems } from '../../src-shared/project/invariants.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { systemCodeOf, writeFailure } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';
import { applyChange } from './edits.ts';
import type { JournalRecord, ProjectChange } from './edits.ts';
import { makeProjectFolders, projectPaths } from './folder.ts';
import { openJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { loadProject } from './load.ts';
import type { RecoveryReport } from './load.ts';
import { takeLock } from './lock.ts';
import type { FolderLock, LockDeps } from './lock.ts';

const keptGenerations = 20;
const snapshotAtJournalBytes = 1024 * 1024;

/** A project that is open for work. Every edit is on the disk before its promise resolves. */
export interface ProjectSession {
  readonly folder: string;
  readonly readOnly: boolean;
  readonly report: RecoveryReport;
  readonly document: ProjectDocument;
  commitTimeline(label: string, timeline: Timeline): Promise<void>;
  addMedia(media: readonly Media[]): Promise<void>;
  /** The take a job delivered: from now on the job's placeholder shows it. */
  addResult(jobId: JobId, media: Media): Promise<void>;
  save(): Promise<void>;
  close(): Promise<void>;
}

interface HealingSession extends ProjectSession {
  /** Writes a fresh snapshot where loading found one that is damaged, or a journal that does not follow it. */
  heal(): Promise<void>;
}

function generationName(revision: number): string {
  return String(revision).padStart(9, '0');
}

async function removeQuietly(vfs: Vfs, path: string): Promise<void> {
  try {
    await vfs.remove(path);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') return;
  }
}

/** An edit that would make the project unreadable is refused before it is anywhere. */
function refuseUnsound(document: ProjectDocument): void {
  const [problem] = [...timelineProblems(document.timeline), ...referenceProblems(document)];
  if (problem === undefined) return;
  throw new AppError('project.invalid', `The edit was not kept: ${problem}.`);
}

/** Writes the first snapshot of a new project; the folder may exist but must hold no project. */
export async function createProjectFolder(
  vfs: Vfs,
  folder: string,
  document: ProjectDocument,
): Promise<void> {
  try {
    await makeProjectFolders(vfs, folder);
  } catch (error) {
    throw writeFailure(error, folder);
  }
  const text = serialiseProject({ ...document, revision: 0 });
  await writeFileAtomically(vfs, projectPaths.snapshot(folder), text);
  await vfs.syncFolder(dirname(folder));
}

/**
 * Opens a project folder. A second opener gets it read-only; what a crash left is brought back and reported.
 *
 * @throws AppError `project.*` or `disk.*`
 */
export async function openSession(folder: string, deps: LockDeps): Promise<ProjectSession> {
  const { vfs } = deps;
  const lock: FolderLock | undefined = await takeLock(folder, deps).catch((error: unknown) => {
    const code = systemCodeOf(error);
    // A project on a disk that can't be written is one to look at.
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw writeFailure(error, folder);
  });
  let journal: Journal | undefined;
  try {
    const loaded = await loadProject(vfs, folder);
    if (lock !== undefined) {
      await makeProjectFolders(vfs, folder);
      journal = await openJournal(vfs, projectPaths.journal(folder), loaded.journalBytes);
    }
    const session = sessionOver(folder, loaded, deps, lock, journal);
    if (lock !== undefined) await session.heal();
    return session;
  } catch (error) {
    await journal?.close();
    await lock?.release();
    throw error;
  }
}

function sessionOver(
  folder: string,
  loaded: Awaited<ReturnType<typeof loadProject>>,
  { vfs }: LockDeps,
  lock: FolderLock | undefined,
  firstJournal: Journal | undefined,
): HealingSession {
  let { document, revision, snapshotRevision } = loaded;
  let journal = firstJournal;
  let snapshotIsDamaged = loaded.report.snapshot === 'older';
  /** After a record could not be written the journal has a gap, and only a snapshot makes the project whole again. */
  let journalHasGap = !loaded.journalFollows;
  let lane: Promise<unknown> = Promise.resolve();

  /** Edits and saves one after another, in the order they were asked for. */
  function inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = lane.then(work, work);
    lane = result.catch(() => undefined);
    return result;
  }

  function writableJournal(): Journal {
    if (journal !== undefined) return journal;
    throw new AppError(
      'project.locked',
      `The project “${document.name}” is open somewhere else and can only be looked at here.`,
      { hint: 'Close it there, or save a copy under another name.' },
    );
  }

  async function keepGeneration(): Promise<void> {
    const kept = join(projectPaths.history(folder), `${generationName(snapshotRevision)}.json`);
    if (snapshotIsDamaged) {
      await vfs.rename(projectPaths.snapshot(folder), `${kept}.damaged`).catch(() => undefined);
      return;
    }
    // A disk without hard links keeps no generations; the save itself must not fail for that.
    await vfs.link(projectPaths.snapshot(folder), kept).catch(() => undefined);
  }

  async function prune(): Promise<void> {
    const history = projectPaths.history(folder);
    const names = await vfs.list(history).catch(() => []);
    const generations = names.filter((name) => /^\d+\.json$/.test(name));
    const oldest = generations[Math.max(0, generations.length - keptGenerations)];
    if (oldest === undefined) return;
    const dropped = names.filter(
      (name) => /^\d+\.(json|log)$/.test(name) && name.slice(0, 9) < oldest.slice(0, 9),
    );
    for (const name of dropped) await removeQuietly(vfs, join(history, name));
  }

  async function snapshot(): Promise<void> {
    const current = writableJournal();
    if (revision === snapshotRevision && !snapshotIsDamaged && !journalHasGap) return;
    await keepGeneration();
    const text = serialiseProject({ ...document, revision });
    await writeFileAtomically(vfs, projectPaths.snapshot(folder), text);
    snapshotRevision = revision;
    snapshotIsDamaged = false;
    journalHasGap = false;
    // Records up to this revision are skipped when loading, so a crash between these lines loses and doubles nothing.
    await current.close();
    journal = undefined;
    try {
      const rotated = join(projectPaths.history(folder), `${generationName(revision)}.log`);
      await vfs.rename(projectPaths.journal(folder), rotated);
    } finally {
      journal = await openJournal(vfs, projectPaths.journal(folder), 0);
    }
    await prune();
  }

  function commit(change: ProjectChange): Promise<void> {
    return inOrder(async () => {
      const current = writableJournal();
      const next = { ...applyChange(document, change), revision: revision + 1 };
      refuseUnsound(next);
      revision += 1;
      document = next;
      if (journalHasGap) {
        await snapshot();
        return;
      }
      try {
        await current.append({ revision, change } satisfies JournalRecord);
      } catch (error) {
        journalHasGap = true;
        throw error;
      }
      if (current.bytes >= snapshotAtJournalBytes) await snapshot();
    });
  }

  return {
    folder,
    readOnly: lock === undefined,
    report: loaded.report,
    get document() {
      return document;
    },
    commitTimeline: (label, timeline) => commit({ kind: 'timeline', label, timeline }),
    addMedia: (media) => commit({ kind: 'library', media: [...media], results: {} }),
    addResult: (jobId, media) =>
      commit({ kind: 'library', media: [media], results: { [jobId]: mediaIdSchema.parse(media.id) } }),
    save: () => inOrder(snapshot),
    heal: () => inOrder(async () => (snapshotIsDamaged || journalHasGap ? snapshot() : undefined)),
    close: () =>
      inOrder(async () => {
        await journal?.close();
        journal = undefined;
        await lock?.release();
      }),
  };
}
