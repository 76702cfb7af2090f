import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { projectIdSchema } from '../../../src-shared/lib/ids.ts';
import { emptyProject } from '../../../src-shared/project/empty.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { rateText, secondsOfFrames, frames as frameCount } from '../../../src-shared/time/rate.ts';
import type { Core } from '../../compose.ts';
import { systemCodeOf } from '../../files/failures.ts';
import { findProjectFolder, projectNameOf, withProjectEnding } from '../../projects/folder.ts';
import { loadProject } from '../../projects/load.ts';
import type { LoadedProject } from '../../projects/load.ts';
import { createProjectFolder } from '../../projects/session.ts';
import { usageError } from '../arguments.ts';
import type { CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';
import { bundle, relink, restore, unbundle, versions } from './project-files.ts';
import { tortureProject, tortureWork } from './torture.ts';

async function exists(core: Core, path: string): Promise<boolean> {
  try {
    await core.vfs.stat(path);
    return true;
  } catch (error) {
    const code = systemCodeOf(error);
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

async function create(path: string, core: Core): Promise<CommandResult> {
  const folder = withProjectEnding(path);
  if (await exists(core, folder)) {
    throw new AppError('output.unwritable', `“${basename(folder)}” exists already.`, {
      hint: 'Choose another name.',
    });
  }
  const id = projectIdSchema.parse(`p-${randomBytes(8).toString('hex')}`);
  const document = emptyProject({ id, name: projectNameOf(folder) });
  await createProjectFolder(core.vfs, folder, document);
  return { json: { project: { id, name: document.name, folder } }, lines: [`Made ${folder}`] };
}

/** Last frame of anything on the timeline, in frames of the project. */
export function timelineFrames(document: ProjectDocument): number {
  const ends = document.timeline.tracks.flatMap((track) =>
    track.clips.map((clip) => clip.start + clip.length),
  );
  return ends.reduce((latest, end) => Math.max(latest, end), 0);
}

function describe(folder: string, { document, revision, report }: LoadedProject) {
  const frames = timelineFrames(document);
  return {
    id: document.id,
    name: document.name,
    folder,
    formatVersion: document.formatVersion,
    revision,
    width: document.settings.width,
    height: document.settings.height,
    rate: rateText(document.settings.rate),
    frames,
    seconds: secondsOfFrames(frameCount(frames), document.settings.rate),
    tracks: document.timeline.tracks.length,
    clips: document.timeline.tracks.reduce((sum, track) => sum + track.clips.length, 0),
    media: Object.keys(document.media).length,
    takes: Object.values(document.media).filter(({ provenance }) => provenance.origin === 'generated').length,
    recovered: report,
  };
}

async function info(folder: string, core: Core): Promise<CommandResult> {
  const about = describe(folder, await loadProject(core.vfs, folder));
  return {
    json: { project: about },
    lines: [
      `${about.name}: ${about.width}x${about.height} at ${about.rate} frames a second`,
      `${about.clips} clips on ${about.tracks} tracks, ${about.frames} frames, ${about.seconds.toFixed(2)} s`,
      `${about.media} files in the library, ${about.takes} of them made here`,
    ],
  };
}

/** Looks for everything that could go wrong later: damage that was bridged, and files that are gone or changed. */
async function check(folder: string, core: Core): Promise<CommandResult> {
  const loaded = await loadProject(core.vfs, folder);
  const problems: string[] = [];
  if (loaded.report.snapshot === 'older')
    problems.push('project.json is damaged; an earlier save stands in for it.');
  if (loaded.report.cutBytes > 0)
    problems.push(`The journal ends in ${loaded.report.cutBytes} damaged bytes.`);
  if (loaded.report.droppedEdits > 0)
    problems.push(`The last ${loaded.report.droppedEdits} edits of the journal can't be used.`);
  for (const media of Object.values(loaded.document.media)) {
    const found = await core.vfs.stat(join(folder, ...media.file.split('/'))).catch(() => undefined);
    if (found?.kind !== 'file') problems.push(`“${media.name}” is missing from the project folder.`);
    else if (found.bytes !== media.bytes) problems.push(`“${media.name}” is not the file it was.`);
  }
  const bad = new AppError('project.invalid', 'The project has problems.');
  return {
    json: { project: describe(folder, loaded), problems },
    lines: problems.length === 0 ? ['The project is sound.'] : problems,
    ...(problems.length === 0 ? {} : { bad }),
  };
}

const works = 'new, info, check, versions, restore, relink, bundle, unbundle or torture';

/** `project new|info|check|versions|restore|relink|bundle|unbundle|torture FILE …`. */
export async function project(line: CommandLine, core: Core, io: CommandIo): Promise<CommandResult> {
  const [what = '', file, more] = line.words;
  if (what === 'torture') return tortureProject(file, line, core, io);
  if (file === undefined) throw usageError('project needs FILE.');
  if (what === 'new') return create(file, core);
  if (what === 'unbundle') return unbundle(file, line, core, io);
  if (what === 'torture-worker') return tortureWork(file, line, core, io);
  const known = ['info', 'check', 'versions', 'restore', 'relink', 'bundle'];
  if (!known.includes(what)) throw usageError(`project can ${works}, not “${what.slice(0, 40)}”.`);
  const folder = await findProjectFolder(core.vfs, file);
  switch (what) {
    case 'info':
      return info(folder, core);
    case 'check':
      return check(folder, core);
    case 'versions':
      return versions(folder, core);
    case 'restore':
      return restore(folder, more, core);
    case 'relink':
      return relink(folder, more, core, io);
    default:
      return bundle(folder, line, core, io);
  }
}
