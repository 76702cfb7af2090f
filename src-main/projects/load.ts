import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { parseProject, parseProjectText } from '../../src-shared/project/parse.ts';
import { projectFormatVersion } from '../../src-shared/project/schema.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import { shownName, systemCodeOf } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';
import { applyChange, journalRecordSchema } from './edits.ts';
import type { JournalRecord } from './edits.ts';
import { projectPaths, refuseLinks } from './folder.ts';
import { readJournal } from './journal.ts';
import { logsAmong, versionsAmong } from './version-names.ts';

export interface RecoveryReport {
  /** `older`: project.json was damaged and an earlier save stands in for it. */
  readonly snapshot: 'current' | 'older';
  /** Edits that were journaled after the snapshot and are in the document again. */
  readonly replayedEdits: number;
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
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError('project.unreadable', 'The project file is damaged and cannot be read.', {
      hint: 'Open an earlier version of the project.',
      cause: error,
    });
  }
  return { document: parseProjectText(text), migrated: !currentHead.test(text) };
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

function recordsOf(raw: readonly unknown[]): JournalRecord[] {
  const records: JournalRecord[] = [];
  for (const candidate of raw) {
    const parsed = journalRecordSchema.safeParse(candidate);
    // A record this version can't read ends the prefix that can be trusted.
    if (!parsed.success) break;
    if ((parsed.data.version ?? 1) > projectFormatVersion) throw newerProject();
    records.push(parsed.data);
  }
  return records;
}

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
      ...parseSnapshot(await vfs.readFile(projectPaths.snapshot(folder))),
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
  for (const { name: generation } of versionsAmong(names)) {
    const path = join(projectPaths.history(folder), generation);
    try {
      if (await vfs.isLink(path)) continue;
      const bytes = await vfs.readFile(path);
      return { ...parseSnapshot(bytes), which: 'older' };
    } catch {
      continue;
    }
  }
  if (failure instanceof AppError) throw failure;
  throw new AppError('project.unreadable', `The project “${name}” can't be read.`, { cause: failure });
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

  let document = snapshot;
  let revision = snapshot.revision ?? 0;
  let replayedEdits = 0;
  let journalFollows = true;
  for (const record of records) {
    if (record.revision <= revision) continue;
    const next = record.revision === revision + 1 ? applied(document, record.change) : undefined;
    if (next === undefined) {
      journalFollows = false;
      break;
    }
    document = next;
    revision = record.revision;
    replayedEdits += 1;
  }
  return {
    document: { ...(replayedEdits > 0 ? parseProject(document) : document), revision },
    revision,
    snapshotRevision: snapshot.revision ?? 0,
    migrated,
    journalBytes: current.validBytes,
    journalFollows: journalFollows && records.length >= current.records.length,
    report: { snapshot: which, replayedEdits, cutBytes: current.cutBytes },
  };
}
