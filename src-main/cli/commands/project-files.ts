import { basename, join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Core } from '../../compose.ts';
import { relinkMedia } from '../../library/relink.ts';
import { processStart } from '../../platform/process-start.ts';
import { withBundleEnding, withoutBundleEnding } from '../../projects/bundle/bundle-name.ts';
import { readBundle } from '../../projects/bundle/read-bundle.ts';
import { writeBundle } from '../../projects/bundle/write-bundle.ts';
import { projectNameOf, withProjectEnding } from '../../projects/folder.ts';
import { loadProject } from '../../projects/load.ts';
import { openSession } from '../../projects/session.ts';
import type { ProjectSession } from '../../projects/session.ts';
import { listVersions } from '../../projects/versions.ts';
import { usageError } from '../arguments.ts';
import type { CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';

/** `project bundle PROJECT [-o OUT] [--used]`. */
export async function bundle(
  folder: string,
  line: CommandLine,
  core: Core,
  io: CommandIo,
): Promise<CommandResult> {
  const { document } = await loadProject(core.vfs, folder);
  const out = withBundleEnding(line.texts.get('out') ?? projectNameOf(folder));
  const media = line.flags.has('used') ? 'used' : 'all';
  const project = { folder, name: projectNameOf(withoutBundleEnding(basename(out))), document };
  const written = await writeBundle(project, out, { media }, io.signal);
  return {
    json: { bundle: { file: out, media, ...written } },
    lines: [`Bundled ${written.files} files into ${out} (${(written.bytes / 1e6).toFixed(1)} MB)`],
  };
}

/** `project unbundle FILE [-o FOLDER]`. */
export async function unbundle(
  file: string,
  line: CommandLine,
  core: Core,
  io: CommandIo,
): Promise<CommandResult> {
  const folder = withProjectEnding(line.texts.get('out') ?? withoutBundleEnding(basename(file)));
  await readBundle(file, folder, io.signal);
  const { document } = await loadProject(core.vfs, folder);
  return {
    json: { project: { id: document.id, name: document.name, folder } },
    lines: [`Made ${folder}`],
  };
}

/** `project versions PROJECT`. */
export async function versions(folder: string, core: Core): Promise<CommandResult> {
  const found = await listVersions(core.vfs, folder);
  return {
    json: { versions: found },
    lines:
      found.length === 0
        ? ['There are no earlier versions.']
        : found.map(
            ({ id, kind, savedAt }) => `${savedAt}  ${kind === 'save' ? 'saved' : 'by itself'}  ${id}`,
          ),
  };
}

/** Opens a project for writing; one that is open elsewhere is refused, naming who has it. */
async function writing<Result>(
  folder: string,
  core: Core,
  work: (session: ProjectSession) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(folder, { vfs: core.vfs, processStart, program: 'command line' });
  try {
    if (session.readOnly) {
      const { program, host, pid } = session.heldBy ?? {};
      const holder = pid === undefined ? 'somebody else' : `a ${program} on ${host} (process ${pid})`;
      throw new AppError('project.locked', `The project “${session.document.name}” is open in ${holder}.`, {
        hint: 'Close it there first.',
      });
    }
    return await work(session);
  } finally {
    await session.close();
  }
}

/** `project restore PROJECT VERSION`. */
export async function restore(
  folder: string,
  version: string | undefined,
  core: Core,
): Promise<CommandResult> {
  if (version === undefined)
    throw usageError('project restore needs a VERSION; project versions lists them.');
  return writing(folder, core, async (session) => {
    await session.restore(version);
    await session.save();
    return {
      json: { restored: version, revision: session.document.revision },
      lines: ['Restored; what was there before is a version of its own.'],
    };
  });
}

/** `project relink PROJECT FOLDER`. */
export async function relink(
  folder: string,
  where: string | undefined,
  core: Core,
  io: CommandIo,
): Promise<CommandResult> {
  if (where === undefined) throw usageError('project relink needs a FOLDER to look in.');
  return writing(folder, core, async (session) => {
    const { relinked, missing, changed } = await relinkMedia(
      core.ffmpeg,
      session.document,
      folder,
      [join(where)],
      io.signal,
    );
    if (changed.length > 0) await session.addMedia(changed);
    if (changed.length > 0) await session.save();
    const bad = new AppError('input.file.missing', 'Some media are still missing.');
    return {
      json: { relinked, missing },
      lines: [
        `${relinked.length} found, ${missing.length} still missing`,
        ...missing.map((id) => `missing: ${session.document.media[id]?.name ?? id}`),
      ],
      ...(missing.length === 0 ? {} : { bad }),
    };
  });
}
