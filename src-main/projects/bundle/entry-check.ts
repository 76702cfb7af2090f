import type { Entry } from 'yauzl';

/** What is read of an entry to judge it; the names are those of the zip format (APPNOTE 6.3.10). */
export type CheckedEntry = Pick<
  Entry,
  | 'fileName'
  | 'compressedSize'
  | 'uncompressedSize'
  | 'compressionMethod'
  | 'generalPurposeBitFlag'
  | 'externalFileAttributes'
  | 'relativeOffsetOfLocalHeader'
>;

export const bundleLimits = {
  entries: 200_000,
  nameCharacters: 600,
  /** project.json is text and packs well; media are stored as they are. */
  ratio: 200,
  /** Below this a high ratio harms nobody. */
  ratioFromBytes: 16 * 1024 * 1024,
  /** Of project.json. */
  documentBytes: 64 * 1024 * 1024,
} as const;

const stored = 0;
const deflated = 8;
const encrypted = 1;
/** The kind of a file in the upper half of its attributes, as Unix has it. */
const kindMask = 0o170000;
const regular = 0o100000;
const directory = 0o040000;

function nameProblem(name: string): string | undefined {
  if (name.length === 0 || name.length > bundleLimits.nameCharacters) return 'a name without an end';
  if (/[\p{Cc}\\]/u.test(name) || /^(\/|[A-Za-z]:)/.test(name)) return 'a name that leads out of it';
  const parts = name.replace(/\/$/, '').split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..')
    ? 'a name that leads out of it'
    : undefined;
}

/** Why an entry is none of ours, as the end of a sentence; undefined where nothing is wrong with it. */
export function entryProblem(entry: CheckedEntry): string | undefined {
  const named = nameProblem(entry.fileName);
  if (named !== undefined) return named;
  if ((entry.generalPurposeBitFlag & encrypted) !== 0) return 'an encrypted file';
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated)
    return 'a file packed in a way that is not known';
  const kind = (entry.externalFileAttributes >>> 16) & kindMask;
  if (kind !== 0 && kind !== regular && kind !== directory) return 'a link, or something that is no file';
  const isBomb =
    entry.uncompressedSize > bundleLimits.ratioFromBytes &&
    entry.uncompressedSize > entry.compressedSize * bundleLimits.ratio;
  return isBomb ? 'a file that would grow beyond measure' : undefined;
}

/**
 * Why the entries of an archive can't stand beside each other: two names that are one on some disk, contents that lie over
 * each other (how small archives hold endless files, see David Fifield, "A better zip bomb", 2019), or contents beyond its end.
 */
export function archiveProblem(entries: readonly CheckedEntry[], archiveBytes: number): string | undefined {
  if (entries.length > bundleLimits.entries) return 'too many files';
  const names = new Set<string>();
  for (const entry of entries) {
    const problem = entryProblem(entry);
    if (problem !== undefined) return problem;
    const name = entry.fileName.replace(/\/$/, '').normalize('NFC').toLowerCase();
    if (names.has(name)) return 'two files of one name';
    names.add(name);
  }
  let end = 0;
  for (const { relativeOffsetOfLocalHeader: from, compressedSize } of [...entries].sort(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  )) {
    if (from < end) return 'files that lie over each other';
    // The local header is at least 30 bytes long.
    end = from + 30 + compressedSize;
  }
  return end > archiveBytes ? 'files beyond its end' : undefined;
}
