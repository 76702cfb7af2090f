import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Core } from '../../compose.ts';
import { faultKinds } from '../../projects/torture/protocol.ts';
import type { FaultKind } from '../../projects/torture/protocol.ts';
import { torture } from '../../projects/torture/torture.ts';
import type { TortureReport } from '../../projects/torture/torture.ts';
import { tortureWorker } from '../../projects/torture/worker.ts';
import { usageError } from '../arguments.ts';
import type { CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';

function numberOf(line: CommandLine, name: string, standard: number): number {
  const text = line.texts.get(name);
  if (text === undefined) return standard;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > 1e9)
    throw usageError(`--${name} needs a number from 0 on.`);
  return value;
}

function faultsOf(line: CommandLine): FaultKind {
  const text = line.texts.get('faults') ?? 'none';
  const known = faultKinds.find((kind) => kind === text);
  if (known === undefined) throw usageError(`--faults can be ${faultKinds.join(', ')}.`);
  return known;
}

function reported(report: TortureReport): CommandResult {
  const { kills, edits, refused, replayed, seconds, breaches } = report;
  const bad = new AppError('project.invalid', 'The project broke a promise.');
  return {
    json: { torture: report },
    lines: [
      `${kills} kills in ${seconds.toFixed(1)} s, ${edits} edits kept, ${refused} refused by the disk, ${replayed} brought back`,
      ...(breaches.length === 0 ? ['No project was lost, and no edit.'] : breaches),
    ],
    ...(breaches.length === 0 ? {} : { bad }),
  };
}

/** `project torture [FOLDER]`: edits a project and kills the editing program at random moments; see `torture`. */
export async function tortureProject(
  home: string | undefined,
  line: CommandLine,
  core: Core,
  io: CommandIo,
): Promise<CommandResult> {
  const seed = numberOf(line, 'seed', 1);
  const faults = faultsOf(line);
  const [, program = ''] = process.argv;
  const scratch = home === undefined ? await mkdtemp(join(tmpdir(), 'kinoloom-torture-')) : undefined;
  const wishes = {
    home: scratch ?? home ?? '',
    seed,
    faults,
    // Who counts kills wants all of them, however slow the machine is.
    seconds: numberOf(line, 'seconds', line.texts.has('kills') ? 1e9 : 60),
    kills: numberOf(line, 'kills', 1e9),
  };
  const report = await torture(
    wishes,
    {
      vfs: core.vfs,
      nowMs: io.nowMs,
      startWorker: (work) => {
        const words = ['project', 'torture-worker', work.folder];
        const options = ['--seed', String(work.seed), '--faults', work.faults];
        // The pipe to its standard input is its life line: it ends when this process does.
        return spawn(process.execPath, [program, ...words, ...options], {
          stdio: ['pipe', 'pipe', 'inherit'],
        });
      },
      onKill: (kills) => {
        if (io.terminal) io.stderr(`\r${kills} kills`);
      },
    },
    io.signal,
  );
  // What broke is kept to be looked into.
  if (scratch !== undefined && report.breaches.length === 0)
    await rm(scratch, { recursive: true, force: true });
  return reported(report);
}

/** `project torture-worker FOLDER`: the program that is killed. */
export async function tortureWork(
  folder: string,
  line: CommandLine,
  core: Core,
  io: CommandIo,
): Promise<CommandResult> {
  const stop = new AbortController();
  const { signal } = stop;
  for (const end of ['end', 'close'] as const) process.stdin.once(end, () => stop.abort());
  process.stdin.resume();
  io.signal.addEventListener('abort', () => stop.abort(), { once: true });
  const work = { folder, seed: numberOf(line, 'seed', 1), faults: faultsOf(line) };
  await tortureWorker(work, core.vfs, (news) => io.stdout(`${JSON.stringify(news)}\n`), signal);
  process.stdin.destroy();
  return { json: { ended: true }, lines: [] };
}
