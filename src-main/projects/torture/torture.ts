import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { toErrorData } from '../../../src-shared/errors/app-error.ts';
import { projectIdSchema } from '../../../src-shared/lib/ids.ts';
import { emptyProject } from '../../../src-shared/project/empty.ts';
import { documentProblems } from '../../../src-shared/project/invariants.ts';
import type { Vfs } from '../../files/vfs.ts';
import { projectEnding } from '../folder.ts';
import { loadProject } from '../load.ts';
import { createProjectFolder } from '../session.ts';
import { documentHash, newsSchema } from './protocol.ts';
import type { FaultKind, News } from './protocol.ts';
import { randomFrom } from './random.ts';
import { smallDisk, type TortureWork } from './worker.ts';

export interface TortureWishes {
  /** Where the project is made. */
  readonly home: string;
  readonly seed: number;
  readonly faults: FaultKind;
  /** Ends after so many kills, or so many seconds, whichever comes first. */
  readonly kills: number;
  readonly seconds: number;
}

export interface TortureReport {
  readonly folder: string;
  readonly kills: number;
  /** Edits that were said to be safe. */
  readonly edits: number;
  /** Edits the disk refused, in a sentence. */
  readonly refused: number;
  /** Edits brought back from the journal, over all starts. */
  readonly replayed: number;
  readonly seconds: number;
  /** What must be empty: one sentence per broken promise. */
  readonly breaches: readonly string[];
}

export interface TortureDeps {
  readonly vfs: Vfs;
  readonly startWorker: (work: TortureWork) => ChildProcess;
  readonly nowMs: () => number;
  readonly onKill?: (kills: number) => void;
}

/** Every committed edit is durable within this time. */
const promiseMs = 1000;

interface Life {
  readonly news: readonly { readonly at: number; readonly news: News }[];
  readonly killedAt: number;
}

/** Starts a worker, kills it at a random moment after (or before) it has opened the project, and gives what it said. */
async function liveAndDie(
  work: TortureWork,
  { startWorker, nowMs }: TortureDeps,
  waits: { readonly early: boolean; readonly ms: number },
): Promise<Life> {
  const child = startWorker(work);
  const { stdout } = child;
  if (stdout === null) throw new Error('The worker was started without a pipe.');
  const news: { at: number; news: News }[] = [];
  const ended = once(child, 'close');
  const opened = new Promise<void>((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const parsed = newsSchema.safeParse(JSON.parse(line.startsWith('{') ? line : '{}'));
      if (!parsed.success) return;
      news.push({ at: nowMs(), news: parsed.data });
      if (parsed.data.kind === 'open') resolve();
    });
    child.once('close', () => resolve());
  });
  if (!waits.early) await opened;
  await delay(waits.ms);
  const killedAt = nowMs();
  child.kill('SIGKILL');
  await ended;
  return { news, killedAt };
}

/** What was promised so far, and what each state was. */
interface Ledger {
  kept: number;
  readonly hashes: Map<number, string>;
}

function breachesOf({ news, killedAt }: Life, ledger: Ledger, faults: FaultKind): string[] {
  const breaches: string[] = [];
  for (const { at, news: one } of news) {
    if (one.kind === 'open') {
      if (one.readOnly && faults === 'none') breaches.push('A dead holder kept the project locked.');
      if (one.revision < ledger.kept)
        breaches.push(`Edit ${ledger.kept} was gone: ${one.revision} was opened.`);
      const known = ledger.hashes.get(one.revision);
      if (known !== undefined && known !== one.hash)
        breaches.push(`Edit ${one.revision} was opened as another.`);
    }
    // A disk that fails while the project is opened is said in a sentence, and that is all one can do.
    if (one.kind === 'failed' && (faults === 'none' || !one.code.startsWith('disk.')))
      breaches.push(`The program failed: ${one.code} ${one.message}`);
    if (one.kind === 'made') {
      ledger.hashes.set(one.revision, one.hash);
      // Where the disk refuses, the edit was refused in a sentence; else the second is the promise.
      if (faults === 'none' && killedAt - at > promiseMs) ledger.kept = Math.max(ledger.kept, one.revision);
    }
    if (one.kind === 'kept') ledger.kept = Math.max(ledger.kept, one.revision);
  }
  return breaches;
}

/** Looks at what a kill left, as the next start will. */
async function inspect(
  vfs: Vfs,
  folder: string,
  ledger: Ledger,
): Promise<{ replayed: number; breaches: string[] }> {
  try {
    const { document, revision, report } = await loadProject(vfs, folder);
    const breaches = documentProblems(document).map((problem) => `The project is unsound: ${problem}.`);
    if (revision < ledger.kept) breaches.push(`Edit ${ledger.kept} was lost: ${revision} is there.`);
    const known = ledger.hashes.get(revision);
    if (known !== undefined && known !== documentHash(document))
      breaches.push(`Edit ${revision} is another.`);
    if (known === undefined && revision > 0) breaches.push(`Edit ${revision} was never made.`);
    // What was made after it is gone, within the promise; its numbers are given out again.
    for (const later of ledger.hashes.keys()) if (later > revision) ledger.hashes.delete(later);
    return { replayed: report.replayedEdits, breaches };
  } catch (error) {
    const { code, message } = toErrorData(error);
    return { replayed: 0, breaches: [`The project could not be opened: ${code} ${message}`] };
  }
}

/**
 * Edits a project in a process of its own and kills that at random moments, again and again; after each kill the project
 * must open, sound, with every edit that was said to be safe or is older than a second, and as it was said to be.
 */
export async function torture(
  { home, seed, faults, kills: mostKills, seconds }: TortureWishes,
  deps: TortureDeps,
  signal: AbortSignal,
): Promise<TortureReport> {
  const { vfs, nowMs } = deps;
  // Said before a worker is started, which would be waited for.
  if (faults === 'full') await smallDisk(home);
  const folder = join(home, `torture-${seed}${projectEnding}`);
  const id = projectIdSchema.parse(`p-${randomBytes(8).toString('hex')}`);
  await createProjectFolder(vfs, folder, emptyProject({ id, name: 'Torture' }));
  const random = randomFrom(seed);
  const ledger: Ledger = { kept: 0, hashes: new Map() };
  const breaches: string[] = [];
  const started = nowMs();
  let kills = 0;
  let edits = 0;
  let refused = 0;
  let replayed = 0;
  while (kills < mostKills && nowMs() - started < seconds * 1000 && !signal.aborted) {
    // One in five dies while it starts: recovery must survive a kill too.
    const early = random.below(5) === 0;
    const waits = { early, ms: random.next() * (early ? 400 : 600) };
    const life = await liveAndDie({ folder, seed: seed + 7919 * (kills + 1), faults }, deps, waits);
    kills += 1;
    breaches.push(...breachesOf(life, ledger, faults));
    const found = await inspect(vfs, folder, ledger);
    breaches.push(...found.breaches);
    replayed += found.replayed;
    edits += life.news.filter(({ news }) => news.kind === 'kept').length;
    refused += life.news.filter(({ news }) => news.kind === 'refused').length;
    deps.onKill?.(kills);
    if (breaches.length > 20) break;
  }
  return { folder, kills, edits, refused, replayed, seconds: (nowMs() - started) / 1000, breaches };
}
