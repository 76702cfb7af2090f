import { AppError, exitCodeOf, isCancelled, toErrorData } from '../../src-shared/errors/app-error.ts';
import { assertNever } from '../../src-shared/lib/assert-never.ts';
import type { Core } from '../compose.ts';
import { readCommandLine } from './arguments.ts';
import type { CommandLine } from './arguments.ts';
import { doctor } from './commands/doctor.ts';
import { exportFilm } from './commands/export.ts';
import { generate } from './commands/generate.ts';
import { measure } from './commands/measure.ts';
import { packs } from './commands/packs.ts';
import { project } from './commands/project.ts';
import { storyboard } from './commands/storyboard.ts';
import type { CommandIo } from './io.ts';
import { usage } from './usage.ts';

/** What a command found or made: the object `--json` prints, and the lines a person reads. */
export interface CommandResult {
  readonly json: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
  /** True where the answer itself is bad news (a damaged pack, a damaged project). */
  readonly bad?: AppError;
}

async function run(line: CommandLine, core: Core, io: CommandIo): Promise<CommandResult> {
  switch (line.command) {
    case 'generate':
    case 'animate':
    case 'extend':
    case 'loop':
    case 'bridge':
    case 'fill':
    case 'restyle':
    case 'smooth':
      return generate(line, line.command, core, io);
    case 'storyboard':
      return storyboard(line, core, io);
    case 'measure':
      return measure(line, core, io);
    case 'export':
      return exportFilm(line, core, io);
    case 'project':
      return project(line, core, io);
    case 'packs':
      return packs(line, core, io);
    case 'doctor':
      return doctor(core, io);
    default:
      return assertNever(line.command);
  }
}

function report(error: unknown, json: boolean, io: CommandIo): number {
  const cancelled = io.signal.aborted || isCancelled(error);
  const data = toErrorData(cancelled ? new AppError('cancelled', 'Cancelled.') : error);
  if (json) io.stdout(`${JSON.stringify({ error: data })}\n`);
  io.stderr(`${data.message}${data.hint === undefined ? '' : ` ${data.hint}`}\n`);
  // A defect of ours is worth its cause; a bad input is explained by its sentence.
  if (data.code === 'bug') for (const cause of data.causes) io.stderr(`  ${cause}\n`);
  return exitCodeOf(data.code);
}

/**
 * Runs one command and answers the exit code. Results go to stdout, progress and errors to stderr; with `--json` stdout
 * carries exactly one JSON object, errors included.
 */
export async function main(
  argv: readonly string[],
  io: CommandIo,
  version: string,
  openCore: () => Promise<Core>,
): Promise<number> {
  const json = argv.includes('--json');
  if (argv.includes('--help') || argv.includes('-h') || argv[0] === 'help') {
    io.stdout(usage);
    return 0;
  }
  if (argv.includes('--version')) {
    io.stdout(json ? `${JSON.stringify({ version })}\n` : `kinoloom ${version}\n`);
    return 0;
  }
  let core: Core | undefined;
  try {
    const line = readCommandLine(argv);
    core = await openCore();
    const result = await run(line, core, io);
    io.stdout(json ? `${JSON.stringify(result.json)}\n` : result.lines.map((text) => `${text}\n`).join(''));
    return result.bad === undefined ? 0 : exitCodeOf(result.bad.code);
  } catch (error) {
    return report(error, json, io);
  } finally {
    await core?.dispose();
  }
}
