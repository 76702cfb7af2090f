/**
 * Earlier states of a project lie in `history/`: `000000012.save.20261123T175326Z.json` is the document at edit 12 as it was
 * saved then, `000000012.log` holds the edits up to 12. The time is in the name because copying a folder changes the times
 * of its files. Names without kind and time are from format version 1.
 */
export interface VersionName {
  readonly name: string;
  readonly revision: number;
  readonly kind: 'save' | 'auto';
  /** Milliseconds since 1970; undefined where the name does not say. */
  readonly savedMs: number | undefined;
}

const snapshotPattern = /^(\d{9,15})(?:\.(save|auto)\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z)?\.json$/;
const logPattern = /^(\d{9,15})\.log$/;

function padded(revision: number): string {
  return String(revision).padStart(9, '0');
}

export function versionName(revision: number, kind: 'save' | 'auto', savedMs: number): string {
  const stamp = new Date(savedMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${padded(revision)}.${kind}.${stamp}.json`;
}

export function logName(revision: number): string {
  return `${padded(revision)}.log`;
}

/** A project.json that could not be read; it is kept for whoever wants to look into it. */
export function damagedName(revision: number): string {
  return `${padded(revision)}.damaged`;
}

function parsed(name: string): VersionName | undefined {
  const match = snapshotPattern.exec(name);
  if (match === null) return undefined;
  const [, revision = '', kind, year = '', month, day, hour, minute, second] = match;
  const time =
    kind === undefined ? Number.NaN : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return {
    name,
    revision: Number(revision),
    kind: kind === 'auto' ? 'auto' : 'save',
    savedMs: Number.isNaN(time) ? undefined : time,
  };
}

/** The earlier states among names of a folder, newest first. */
export function versionsAmong(names: readonly string[]): VersionName[] {
  return names
    .flatMap((name) => parsed(name) ?? [])
    .sort((a, b) => b.revision - a.revision || (b.savedMs ?? 0) - (a.savedMs ?? 0));
}

/** The journals among names of a folder with the revision of their last edit, oldest first. */
export function logsAmong(names: readonly string[]): { readonly name: string; readonly revision: number }[] {
  return names
    .flatMap((name) => {
      const match = logPattern.exec(name);
      return match === null ? [] : [{ name, revision: Number(match[1]) }];
    })
    .sort((a, b) => a.revision - b.revision);
}

const keptSaves = 20;
const keptHours = 48;
/** So many earlier states can stand in for a damaged project.json and have the edits after them. */
const keptForRecovery = 3;

/**
 * What may go: of what the person saved all but the last twenty, of what the program saved all but the last of each hour
 * (for two days' worth of hours), journals that follow none of the newest states. The newest three states always stay.
 */
export function namesToPrune(names: readonly string[]): string[] {
  const versions = versionsAmong(names);
  const kept = new Set(versions.slice(0, keptForRecovery).map(({ name }) => name));
  for (const { name } of versions.filter(({ kind }) => kind === 'save').slice(0, keptSaves)) kept.add(name);
  const hours = new Set<number>();
  for (const { name, kind, savedMs } of versions) {
    if (kind !== 'auto') continue;
    const hour = Math.floor((savedMs ?? 0) / 3_600_000);
    if (hours.has(hour) || hours.size >= keptHours) continue;
    hours.add(hour);
    kept.add(name);
  }
  const oldestForRecovery = versions[Math.min(versions.length, keptForRecovery) - 1]?.revision ?? 0;
  return [
    ...versions.filter(({ name }) => !kept.has(name)).map(({ name }) => name),
    ...logsAmong(names)
      .filter(({ revision }) => revision <= oldestForRecovery)
      .map(({ name }) => name),
  ];
}
