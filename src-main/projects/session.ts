import { dirname, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { mediaIdSchema } from '../../src-shared/lib/ids.ts';
import type { LockHolder } from '../../src-shared/ipc/contract.ts';
import type { JobId } from '../../src-shared/lib/ids.ts';
import { projectFormatVersion } from '../../src-shared/project/schema.ts';
import type { Bin, Media, ProjectDocument, Timeline } from '../../src-shared/project/schema.ts';
import { serialiseProject } from '../../src-shared/project/serialise.ts';
import { referenceProblems, timelineProblems } from '../../src-shared/project/invariants.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { systemCodeOf, writeFailure } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';
import { applyChange } from './edits.ts';
import { encodeProject } from './encode-project.ts';
import type { JournalRecord, ProjectChange } from './edits.ts';
import { makeProjectFolders, projectPaths } from './folder.ts';
import { openJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { loadProject } from './load.ts';
import type { RecoveryReport } from './load.ts';
import { takeLock } from './lock.ts';
import type { FolderLock, LockDeps, LockOutcome } from './lock.ts';
import { timelinePatch } from './timeline-patch.ts';
import { damagedName, logName, namesToPrune, versionName, versionsAmong } from './version-names.ts';
import { readVersion } from './versions.ts';

/** A journal that outgrows its snapshot takes longer to replay than the snapshot to read. */
const longJournal = { least: 1024 * 1024, most: 16 * 1024 * 1024, records: 2000 } as const;
const hourMs = 3_600_000;

export type SaveKind = 'save' | 'auto';

/** A project that is open for work. Every edit is on the disk before its promise resolves. */
export interface ProjectSession {
  readonly folder: string;
  readonly readOnly: boolean;
  /** Who has it, where it is read-only for that reason. */
  readonly heldBy: LockHolder | undefined;
  readonly report: RecoveryReport;
  readonly document: ProjectDocument;
  commitTimeline(label: string, timeline: Timeline): Promise<void>;
  addMedia(media: readonly Media[]): Promise<void>;
  setBins(bins: readonly Bin[]): Promise<void>;
  /** The take a job delivered: from now on the job's placeholder shows it. */
  addResult(jobId: JobId, media: Media): Promise<void>;
  /** `auto` where the program does it by itself; both can be looked at and restored later. */
  save(kind?: SaveKind): Promise<void>;
  /**
   * Makes an earlier state the present one, as a new edit. What was present is saved as a version before.
   *
   * @throws AppError `input.option`, `project.*`, `disk.*`
   */
  restore(versionId: string): Promise<void>;
  close(): Promise<void>;
}

interface HealingSession extends ProjectSession {
  /** Writes a fresh snapshot where loading found one that is damaged, or a journal that does not follow it. */
  heal(): Promise<void>;
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
 * @param force takes over a lock of another machine, see `takeLock`
 * @throws AppError `project.*` or `disk.*`
 */
export async function openSession(folder: string, deps: LockDeps, force = false): Promise<ProjectSession> {
  const { vfs } = deps;
  const outcome = await takeLock(folder, deps, force).catch((error: unknown): LockOutcome => {
    const code = systemCodeOf(error);
    // A project on a disk that can't be written, or on one that is full, is one to look at.
    if (['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT'].includes(code))
      return { kind: 'held', holder: undefined };
    throw writeFailure(error, folder);
  });
  const lock = outcome.kind === 'taken' ? outcome.lock : undefined;
  let journal: Journal | undefined;
  try {
    const loaded = await loadProject(vfs, folder);
    if (lock !== undefined) {
      await makeProjectFolders(vfs, folder);
      journal = await openJournal(vfs, projectPaths.journal(folder), loaded.journalBytes);
    }
    const heldBy = outcome.kind === 'held' ? outcome.holder : undefined;
    const session = sessionOver(folder, loaded, deps, { lock, heldBy, journal });
    if (lock !== undefined) await session.heal();
    return session;
  } catch (error) {
    // What went wrong first is what is said; a lock that can't be taken away is found stale by the next opener.
    await journal?.close().catch(() => undefined);
    await lock?.release().catch(() => undefined);
    throw error;
  }
}

interface Rights {
  readonly lock: FolderLock | undefined;
  readonly heldBy: LockHolder | undefined;
  readonly journal: Journal | undefined;
}

function sessionOver(
  folder: string,
  loaded: Awaited<ReturnType<typeof loadProject>>,
  { vfs, wallMs = Date.now }: LockDeps,
  { lock, heldBy, journal: firstJournal }: Rights,
): HealingSession {
  const history = projectPaths.history(folder);
  let { document, revision, snapshotRevision } = loaded;
  let journal = firstJournal;
  let snapshotIsDamaged = loaded.report.snapshot === 'older';
  /** After a record could not be written the journal has a gap, and only a snapshot makes the project whole again. */
  let journalHasGap = !loaded.journalFollows;
  let isEarlierFormat = loaded.migrated;
  /** Of the newest version; the program saves one by itself at most once an hour. */
  let versionMs = wallMs();
  let snapshotBytes = 0;
  let isLost = false;
  let isClosed = false;
  let lane: Promise<unknown> = Promise.resolve();

  /** Edits and saves one after another, in the order they were asked for. */
  function inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = lane.then(work, work);
    lane = result.catch(() => undefined);
    return result;
  }

  /** Holds that this program may write, and that nobody else writes here meanwhile. */
  async function refuseUnwritable(): Promise<void> {
    // A program that slept while another machine took its project over must not write over that one's work.
    if (lock !== undefined && !isClosed && !isLost)
      isLost = !(await lock.isMine().catch((error: unknown) => {
        throw writeFailure(error, folder);
      }));
    if (lock !== undefined && !isClosed && !isLost) return;
    throw new AppError(
      'project.locked',
      `The project “${document.name}” is open somewhere else and can only be looked at here.`,
      { hint: 'Close it there, or save a copy under another name.' },
    );
  }

  /** Before project.json is replaced: what it was stays, under the name of its revision. */
  async function keepCurrent(): Promise<void> {
    const current = projectPaths.snapshot(folder);
    if (snapshotIsDamaged) {
      await vfs.rename(current, join(history, damagedName(snapshotRevision)));
      return;
    }
    const names = await vfs.list(history);
    if (versionsAmong(names).some((version) => version.revision === snapshotRevision)) return;
    const savedMs = await vfs.stat(current).then(
      ({ modifiedMs }) => modifiedMs,
      () => wallMs(),
    );
    await keepAs(versionName(snapshotRevision, 'auto', savedMs));
  }

  /** Another name for project.json, which is about to be replaced; on a disk without hard links a copy. */
  async function keepAs(name: string): Promise<void> {
    const kept = join(history, name);
    try {
      await vfs.link(projectPaths.snapshot(folder), kept);
    } catch (error) {
      if (systemCodeOf(error) === 'EEXIST') return;
      await writeFileAtomically(vfs, kept, await vfs.readFile(projectPaths.snapshot(folder)));
    }
  }

  /**
   * What was just saved as a version: a file of its own and no second name, so that damage to the one (a person's text
   * editor writes in place) is no damage to the other.
   */
  async function keepVersion(kind: SaveKind, bytes?: Uint8Array): Promise<void> {
    versionMs = wallMs();
    const names = await vfs.list(history);
    const same = versionsAmong(names).find((version) => version.revision === revision);
    const kept = join(history, versionName(revision, kind, versionMs));
    if (same === undefined) {
      await writeFileAtomically(vfs, kept, bytes ?? (await vfs.readFile(projectPaths.snapshot(folder))));
    }
    // The person saves what the program had saved by itself: one version, and theirs.
    else if (kind === 'save' && same.kind === 'auto') await vfs.rename(join(history, same.name), kept);
    for (const name of namesToPrune(await vfs.list(history))) await removeQuietly(vfs, join(history, name));
  }

  /** An empty journal; the old one is kept beside the snapshot that holds its edits. */
  async function turnJournal(): Promise<void> {
    await journal?.close();
    journal = undefined;
    try {
      await vfs.rename(projectPaths.journal(folder), join(history, logName(revision)));
    } finally {
      // Records up to the snapshot's revision are skipped when loading, so it does no harm where the old one stayed.
      journal = await openJournal(vfs, projectPaths.journal(folder), 0);
    }
  }

  async function snapshot(kind: SaveKind): Promise<void> {
    await refuseUnwritable();
    if (revision === snapshotRevision && !snapshotIsDamaged && !journalHasGap && !isEarlierFormat) {
      // Turning it failed the last time.
      journal ??= await openJournal(vfs, projectPaths.journal(folder), 0);
      if (kind === 'save') await keepVersion(kind).catch(() => undefined);
      return;
    }
    // What is kept beside must not stand in the way of the save itself.
    await keepCurrent().catch(() => undefined);
    const bytes = await encodeProject({ ...document, revision });
    await writeFileAtomically(vfs, projectPaths.snapshot(folder), bytes);
    snapshotBytes = bytes.length;
    snapshotRevision = revision;
    snapshotIsDamaged = false;
    journalHasGap = false;
    isEarlierFormat = false;
    // The save is done: what fails from here on is mended by the next one, and must not be called a failed save.
    await turnJournal().catch(() => undefined);
    await keepVersion(kind, bytes).catch(() => undefined);
  }

  /** The change as it is journaled: as a difference where that is smaller. */
  function compact(change: ProjectChange): ProjectChange {
    if (change.kind !== 'timeline') return change;
    const { label, timeline } = change;
    return { kind: 'patch', label, patch: timelinePatch(document.timeline, timeline) };
  }

  async function commitNow(change: ProjectChange): Promise<void> {
    await refuseUnwritable();
    const next = { ...applyChange(document, change), revision: revision + 1 };
    refuseUnsound(next);
    const record: JournalRecord = {
      revision: revision + 1,
      version: projectFormatVersion,
      change: compact(change),
    };
    revision += 1;
    document = next;
    const current = journal;
    if (current === undefined || journalHasGap) {
      journalHasGap = true;
      await snapshot('auto');
      return;
    }
    try {
      await current.append(record);
    } catch (error) {
      journalHasGap = true;
      // An edit too large for a record goes into a snapshot.
      if (error instanceof RangeError) return snapshot('auto');
      throw error;
    }
    const { least, most, records } = longJournal;
    const limit = Math.min(most, Math.max(least, 2 * snapshotBytes));
    const isLong = current.bytes >= limit || current.records >= records;
    // The edit is safe by now, whatever becomes of the snapshot.
    const isDue = isLong || isEarlierFormat || wallMs() - versionMs >= hourMs;
    if (isDue) await snapshot('auto').catch(() => undefined);
  }

  const commit = (change: ProjectChange) => inOrder(() => commitNow(change));

  return {
    folder,
    readOnly: lock === undefined,
    heldBy,
    report: loaded.report,
    get document() {
      return document;
    },
    commitTimeline: (label, timeline) => commit({ kind: 'timeline', label, timeline }),
    addMedia: (media) => commit({ kind: 'library', media: [...media], results: {} }),
    setBins: (bins) => commit({ kind: 'bins', bins: [...bins] }),
    addResult: (jobId, media) =>
      commit({ kind: 'library', media: [media], results: { [jobId]: mediaIdSchema.parse(media.id) } }),
    save: (kind = 'save') => inOrder(() => snapshot(kind)),
    restore: (versionId) =>
      inOrder(async () => {
        await refuseUnwritable();
        const earlier = await readVersion(vfs, folder, versionId);
        await snapshot('save');
        // What entered the library since stays, and stays as it is.
        const unknown = Object.values(earlier.media).filter(({ id }) => document.media[id] === undefined);
        await commitNow({
          kind: 'restore',
          settings: earlier.settings,
          timeline: earlier.timeline,
          media: unknown,
          results: { ...earlier.results, ...document.results },
        });
      }),
    heal: () => inOrder(async () => (snapshotIsDamaged || journalHasGap ? snapshot('auto') : undefined)),
    close: () =>
      inOrder(async () => {
        isClosed = true;
        await journal?.close();
        journal = undefined;
        await lock?.release();
      }),
  };
}
