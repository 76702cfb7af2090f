import { execFile } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';

export type FfmpegOrigin = 'setting' | 'packaged' | 'ffmpeg-static' | 'provisioned' | 'path';

/** An ffmpeg that was run once and has what we need. */
export interface FfmpegTool {
  readonly path: string;
  readonly version: string;
  readonly origin: FfmpegOrigin;
  readonly filters: ReadonlySet<string>;
  readonly encoders: ReadonlySet<string>;
}

/** Where an ffmpeg is found, should one be needed. */
export type FindFfmpeg = () => Promise<FfmpegTool>;

export interface ResolveOptions {
  /** Folder of the checkout; found from this file where absent. */
  readonly root?: string;
  /**
   * The installed app's resources folder. Then only the ffmpeg in it, and on PATH for builds that ship none, is taken:
   * a variable of the environment must not choose what an installed app runs.
   */
  readonly resources?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Nothing works without these. What only one format needs is asked for when that format is written. */
const neededEncoders = ['libx264', 'libx264rgb', 'png', 'aac'];
const neededFilters = ['scale', 'crop', 'pad', 'fps', 'setpts', 'transpose', 'tile', 'aresample', 'atrim'];
/** libavutil's major version in ffmpeg 5.0; development builds carry no release number, but always this one. */
const oldestLibavutil = 57;

const executable = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';

interface Candidate {
  readonly origin: FfmpegOrigin;
  readonly path: string;
}

function run(path: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 20_000, windowsHide: true, maxBuffer: 4 * 1024 * 1024 };
    execFile(path, ['-hide_banner', ...args], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}

/** Names in the second column of `-filters` and `-encoders`. */
function namesOf(table: string): Set<string> {
  const names = new Set<string>();
  for (const line of table.split('\n')) {
    const name = /^ [A-Z.|]{2,8} +([A-Za-z0-9_-]+) /.exec(line)?.[1];
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** Why a candidate is not taken, as the end of a sentence. */
class Unsuitable extends Error {}

async function inspect({ origin, path }: Candidate): Promise<FfmpegTool> {
  try {
    await access(path, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
  } catch {
    throw new Unsuitable('is not there');
  }
  let about: string;
  let tables: readonly [string, string];
  try {
    about = await run(path, ['-version']);
    tables = await Promise.all([run(path, ['-filters']), run(path, ['-encoders'])]);
  } catch (error) {
    throw new Unsuitable('does not run', { cause: error });
  }
  const version = /^ffmpeg version (\S+)/.exec(about)?.[1];
  const libavutil = /^libavutil +(\d+)\./m.exec(about)?.[1];
  if (version === undefined || libavutil === undefined) throw new Unsuitable('is not ffmpeg');
  if (Number(libavutil) < oldestLibavutil) throw new Unsuitable(`is version ${version}; 5.0 is the oldest`);
  const [filters, encoders] = [namesOf(tables[0]), namesOf(tables[1])];
  const missing = [
    ...neededEncoders.filter((name) => !encoders.has(name)),
    ...neededFilters.filter((name) => !filters.has(name)),
  ];
  if (missing.length > 0) throw new Unsuitable(`lacks ${missing.join(', ')}`);
  return { path, version, origin, filters, encoders };
}

/** The folder of package.json above this file: the checkout, from source as from the built bundles. */
async function findRoot(): Promise<string | undefined> {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      await access(join(folder, 'package.json'));
      return folder;
    } catch {
      const above = dirname(folder);
      if (above === folder) return undefined;
      folder = above;
    }
  }
}

const provisionSchema = z.looseObject({ ffmpeg: z.looseObject({ path: z.string().min(1) }) });

async function provisionedPath(root: string): Promise<string | undefined> {
  try {
    const record = provisionSchema.parse(
      JSON.parse(await readFile(join(root, '.cache', 'provision.json'), 'utf8')),
    );
    return record.ffmpeg.path;
  } catch {
    // Nothing was provisioned, or another version wrote the record: the search goes on without it.
    return undefined;
  }
}

function pathCandidates(environment: ResolveOptions['environment']): Candidate[] {
  const folders = (environment?.['PATH'] ?? environment?.['Path'] ?? '').split(delimiter);
  // Relative folders on PATH would let the current folder choose the program.
  return folders
    .filter((folder) => isAbsolute(folder))
    .map((folder) => ({ origin: 'path', path: join(folder, executable) }));
}

async function candidatesOf(options: ResolveOptions): Promise<Candidate[]> {
  const environment = options.environment ?? process.env;
  if (options.resources !== undefined)
    return [
      { origin: 'packaged', path: join(options.resources, 'ffmpeg', executable) },
      { origin: 'packaged', path: join(options.resources, executable) },
      {
        origin: 'packaged',
        path: join(options.resources, 'app.asar.unpacked', 'node_modules', 'ffmpeg-static', executable),
      },
      ...pathCandidates(environment),
    ];
  const root = options.root ?? (await findRoot());
  const provisioned = root === undefined ? undefined : await provisionedPath(root);
  return [
    ...(root === undefined
      ? []
      : [
          {
            origin: 'ffmpeg-static',
            path: join(root, 'node_modules', 'ffmpeg-static', executable),
          } satisfies Candidate,
        ]),
    ...(provisioned === undefined ? [] : [{ origin: 'provisioned', path: provisioned } satisfies Candidate]),
    ...pathCandidates(environment),
  ];
}

/**
 * The first ffmpeg that runs, is at least 5.0 and has what we need: `KINOLOOM_FFMPEG`, then ffmpeg-static's binary, then
 * what the set-up recorded, then PATH; in an installed app its own, then PATH. A named one that does not work is an error,
 * never a reason to take another in silence.
 *
 * @throws AppError `ffmpeg.missing`
 */
export async function resolveFfmpeg(options: ResolveOptions = {}): Promise<FfmpegTool> {
  const named =
    options.resources === undefined ? (options.environment ?? process.env)['KINOLOOM_FFMPEG'] : undefined;
  if (named !== undefined && named !== '') {
    try {
      return await inspect({ origin: 'setting', path: named });
    } catch (error) {
      if (!(error instanceof Unsuitable)) throw error;
      throw new AppError('ffmpeg.missing', `The ffmpeg named in KINOLOOM_FFMPEG ${error.message}.`, {
        hint: 'Name another one, or unset KINOLOOM_FFMPEG.',
        cause: error,
      });
    }
  }
  const refused: string[] = [];
  for (const candidate of await candidatesOf(options)) {
    try {
      return await inspect(candidate);
    } catch (error) {
      if (!(error instanceof Unsuitable)) throw error;
      refused.push(`${candidate.path} ${error.message}`);
    }
  }
  throw new AppError('ffmpeg.missing', 'No ffmpeg 5.0 or newer was found.', {
    hint: 'Install ffmpeg, or name one in KINOLOOM_FFMPEG.',
    cause: new Error(refused.join('; ')),
  });
}
