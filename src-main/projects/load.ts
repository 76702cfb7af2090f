import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { projectFileLimits, refuseHostileJson } from '../../src-shared/project/hostile.ts';
import { parseProject, parseProjectBytes } from '../../src-shared/project/parse.ts';
import { projectFormatVersion } from '../../src-shared/project/schema.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import { shownName, systemCodeOf } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';
import { applyChange, journalRecordSchema } from './edits.ts';
import type { JournalRecord } from './edits.ts';
import { projectPaths, refuseLinks } from './folder.ts';
import { readJournal } from './journal.ts';
import { nextTurn } from './next-turn.ts';
import { logsAmong, versionsAmong } from './version-names.ts';

export interface RecoveryReport {
  /** `older`: project.json was damaged and an earlier save stands in for it. */
  readonly snapshot: 'current' | 'older';
  /** Edits that were journaled after the snapshot and are in the document again. */
  readonly replayedEdits: number;
  /** Edits at the end of the journal that would leave the project unsound; they stay in `history/`. */
  readonly droppedEdits: number;
  /** Damaged bytes at the end of the journal. */
  readonly cutBytes: number;
}

export interface LoadedProject {
  readonly document: ProjectDocument;
  readonly revision: number;
  /** Of the snapshot the journaled edits were added to. */
  readonly snapshotRevision: number;
  /** True where the snapshot is of an earlier format: the first edit writes it anew, so that the journal fits it. */
  readonly migrated: boolean;
  /** Valid length of journal.log: where appending goes on. */
  readonly journalBytes: number;
  /** False where the journal holds records that follow nothing: appending to it would be lost, so it wants a snapshot. */
  readonly journalFollows: boolean;
  readonly report: RecoveryReport;
}

interface Snapshot {
  readonly document: ProjectDocument;
  readonly migrated: boolean;
}

/** The format version stands in the first lines we write; one that hides elsewhere is written anew to be sure. */
const currentHead = new RegExp(`^.{0,80}"formatVersion": ?${projectFormatVersion}\\b`, 's');

function parseSnapshot(bytes: Uint8Array): Snapshot {
  const document = parseProjectBytes(bytes);
  const head = new TextDecoder().decode(bytes.subarray(0, 200));
  return { document, migrated: !currentHead.test(head) };
}

/** A file of any size must not be read before its size is known. */
async function readSnapshot(vfs: Vfs, path: string): Promise<Snapshot> {
  if ((await vfs.stat(path)).bytes > projectFileLimits.bytes)
    throw new AppError('project.invalid', 'The project file is not usable: it is too large to be one.');
  return parseSnapshot(await vfs.readFile(path));
}

async function historyNames(vfs: Vfs, folder: string): Promise<readonly string[]> {
  try {
    return await vfs.list(projectPaths.history(folder));
  } catch {
    return [];
  }
}

/** The edits of a newer version are whole, only not ours to read: leaving them out would silently lose its work. */
function newerProject(): AppError {
  return new AppError('project.newer', 'This project was edited with a newer version of Kinoloom.', {
    hint: 'Update Kinoloom to open it. The project was left as it is.',
  });
}

/** As `applyChange`; undefined for an edit that was not made on this document, which ends what can be trusted. */
function applied(document: ProjectDocument, change: JournalRecord['change']): ProjectDocument | undefined {
  try {
    return applyChange(document, change);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isHostile(record: unknown): boolean {
  try {
    refuseHostileJson(record);
    return false;
  } catch {
    return true;
  }
}

function recordsOf(raw: readonly unknown[]): JournalRecord[] {
  const records: JournalRecord[] = [];
  for (const candidate of raw) {
    if (isHostile(candidate)) break;
    const parsed = journalRecordSchema.safeParse(candidate);
    // A record this version can't read ends the prefix that can be trusted.
    if (!parsed.success) break;
    if ((parsed.data.version ?? 1) > projectFormatVersion) throw newerProject();
    records.push(parsed.data);
  }
  return records;
}

/** So long the thread is kept at a time while edits are replayed. */
const turnMs = 8;

/** So many earlier states are tried where project.json is damaged. */
const mostOlder = 8;

/** The newest snapshot that is valid, by content and not by date: a damaged newer file never hides a good older one. */
async function newestSnapshot(
  vfs: Vfs,
  folder: string,
  names: readonly string[],
): Promise<Snapshot & { readonly which: 'current' | 'older' }> {
  const name = shownName(folder);
  let failure: unknown;
  try {
    return {
      ...(await readSnapshot(vfs, projectPaths.snapshot(folder))),
      which: 'current',
    };
  } catch (error) {
    // A newer version's file is whole, only not ours to read: falling back would silently lose its work.
    if (error instanceof AppError && error.code === 'project.newer') throw error;
    failure =
      systemCodeOf(error) === 'ENOENT'
        ? new AppError('project.unreadable', `“${name}” is not a Kinoloom project: it has no project.json.`, {
            hint: 'A project is a folder whose name ends in .kinoloom.',
            cause: error,
          })
        : error;
  }
  for (const { name: generation } of versionsAmong(names).slice(0, mostOlder)) {
    const path = join(projectPaths.history(folder), generation);
    try {
      if (await vfs.isLink(path)) continue;
      return { ...(await readSnapshot(vfs, path)), which: 'older' };
    } catch {
      continue;
    }
  }
  if (failure instanceof AppError) throw failure;
  throw new AppError('project.unreadable', `The project “${name}” can't be read.`, { cause: failure });
}

interface Replay {
  /** The document as it was in the snapshot, and after each edit that follows it. */
  readonly states: readonly ProjectDocument[];
  /** False where a record follows nothing. */
  readonly follows: boolean;
}

async function replayed(snapshot: ProjectDocument, records: readonly JournalRecord[]): Promise<Replay> {
  let document = snapshot;
  let revision = snapshot.revision ?? 0;
  const states = [snapshot];
  let until = performance.now() + turnMs;
  for (const record of records) {
    if (record.revision <= revision) continue;
    if (performance.now() > until) {
      await nextTurn();
      until = performance.now() + turnMs;
    }
    const next = record.revision === revision + 1 ? applied(document, record.change) : undefined;
    if (next === undefined) return { states, follows: false };
    revision = record.revision;
    document = { ...next, revision };
    states.push(document);
  }
  return { states, follows: true };
}

function checked(document: ProjectDocument): ProjectDocument | undefined {
  try {
    return parseProject(document);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** The last state that is sound. Records are checked sums, so all are, unless one was made by a faulty or hostile hand. */
function soundState(states: readonly ProjectDocument[]): {
  readonly document: ProjectDocument;
  readonly droppedEdits: number;
} {
  const [snapshot, ...edits] = states;
  if (snapshot === undefined) throw new Error('There is always the snapshot.');
  let found = { document: snapshot, index: 0 };
  let low = 0;
  // The last one first; only where it is not, the edit that broke it is searched by halves.
  let probe = edits.length;
  let high = edits.length;
  while (low < high) {
    const document = checked(states[probe] ?? snapshot);
    if (document === undefined) high = probe - 1;
    else {
      found = { document, index: probe };
      low = probe;
    }
    probe = (low + high + 1) >> 1;
  }
  return { document: found.document, droppedEdits: edits.length - found.index };
}

/**
 * Reads a project without changing anything: newest valid snapshot, then every journaled edit that follows it without a
 * gap.
 *
 * @throws AppError `project.unreadable`, `project.newer` or `project.invalid`
 */
export async function loadProject(vfs: Vfs, folder: string): Promise<LoadedProject> {
  await refuseLinks(vfs, folder);
  const names = await historyNames(vfs, folder);
  const { document: snapshot, which, migrated } = await newestSnapshot(vfs, folder, names);
  const current = await readJournal(vfs, projectPaths.journal(folder));
  const records: JournalRecord[] = [];
  if (which === 'older') {
    for (const { name } of logsAmong(names)) {
      const path = join(projectPaths.history(folder), name);
      if (await vfs.isLink(path)) continue;
      const older = await readJournal(vfs, path);
      records.push(...recordsOf(older.records));
    }
  }
  records.push(...recordsOf(current.records));

  const replay = await replayed(snapshot, records);
  const { document, droppedEdits } = soundState(replay.states);
  const replayedEdits = replay.states.length - 1 - droppedEdits;
  const revision = document.revision ?? 0;
  return {
    document: { ...document, revision },
    revision,
    snapshotRevision: snapshot.revision ?? 0,
    migrated,
    journalBytes: current.validBytes,
    journalFollows: replay.follows && droppedEdits === 0 && records.length >= current.records.length,
    report: { snapshot: which, replayedEdits, droppedEdits, cutBytes: current.cutBytes },
  };
}
