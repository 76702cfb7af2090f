import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { lighterRequest } from '../../src-shared/generation/lighter-request.ts';
import { takeRequests } from '../../src-shared/generation/take-requests.ts';
import type { ProjectState } from '../../src-shared/ipc/contract.ts';
import type { MenuData } from '../../src-shared/ipc/menu.ts';
import { markedRange } from '../../src-shared/timeline/frame-range.ts';
import { exportPresets } from '../compose-video/presets.ts';
import type { Services } from '../compose.ts';
import { drawSeed } from '../generation/draw-seed.ts';
import { newJobId } from '../jobs/new-job-id.ts';
import { bundleEnding, withoutBundleEnding } from '../projects/bundle/bundle-name.ts';
import type { OpenProject } from '../projects/projects.ts';
import type { AskedProject } from './asked-project.ts';
import type { Dialogs } from './dialogs.ts';
import type { FileTokens } from './file-tokens.ts';
import type { Handlers } from './ipc-router.ts';
import { labelOf } from './labels.ts';
import { createPackHandlers } from './pack-handlers.ts';

export interface HandlerDeps {
  readonly services: Services;
  readonly dialogs: Dialogs;
  readonly tokens: FileTokens;
  readonly asked: AskedProject;
  /** Shows a file in the system's file manager. */
  readonly reveal: (path: string) => void;
  readonly showMenus: (menus: readonly MenuData[]) => void;
}

/** A project as the window sees it. */
export function projectStateOf({ session, named }: OpenProject): ProjectState {
  const { document, readOnly, heldBy } = session;
  return { document, named, readOnly, ...(heldBy === undefined ? {} : { heldBy }) };
}

/** What each call of the window does: one function per channel, all in terms of the services. */
export function createHandlers({
  services,
  dialogs,
  tokens,
  asked,
  reveal,
  showMenus,
}: HandlerDeps): Handlers {
  const { projects, library, queue } = services;

  async function saveAs(signal: AbortSignal): Promise<ProjectState | null> {
    const { session, named } = projects.current;
    const suggestion = named ? session.folder : join(homedir(), `${session.document.name}.kinoloom`);
    const path = await dialogs.nameProject(suggestion);
    return path === undefined ? null : projectStateOf(await projects.saveAs(path, signal));
  }

  async function openBundle(path: string, signal: AbortSignal): Promise<ProjectState | null> {
    const folder = await dialogs.nameProject(withoutBundleEnding(path));
    return folder === undefined ? null : projectStateOf(await projects.openBundle(path, folder, signal));
  }

  /** A bundle becomes a folder, and where that stands is for the person to say; null = thought better of it. */
  async function openPath(path: string, signal: AbortSignal): Promise<ProjectState | null> {
    return path.endsWith(bundleEnding) ? openBundle(path, signal) : projectStateOf(await projects.open(path));
  }

  return {
    'machine.info': () => services.machine(),
    'menu.show': async (menus) => showMenus(menus),
    ...createPackHandlers(services, dialogs, reveal),

    'project.current': async () => projectStateOf(projects.current),
    'project.new': async () => projectStateOf(await projects.createDraft()),
    async 'project.open'() {
      const path = await dialogs.chooseProject();
      return path === undefined ? null : projectStateOf(await projects.open(path));
    },
    'project.openDropped': async (token, { signal }) =>
      (await openPath(tokens.pathOf(token), signal)) ?? projectStateOf(projects.current),
    async 'project.openAsked'(_input, { signal }) {
      const path = asked.take();
      return path === undefined ? null : openPath(path, signal);
    },
    'project.recent': () => projects.recent(),
    'project.openRecent': async (id) => projectStateOf(await projects.openRecent(id)),
    async 'project.forgetRecent'(id) {
      await projects.forgetRecent(id);
      return projects.recent();
    },
    'project.reveal': async () => reveal(projects.current.session.folder),
    async 'project.openBundle'(_input, { signal }) {
      const path = await dialogs.chooseBundle();
      return path === undefined ? null : openBundle(path, signal);
    },
    async 'project.bundle'(options, { signal }) {
      const { session } = projects.current;
      const suggestion = join(homedir(), `${session.document.name}${bundleEnding}`);
      const out = await dialogs.nameBundle(suggestion);
      if (out === undefined) return null;
      const written = await projects.bundle(out, options, signal);
      return { fileName: basename(out), ...written };
    },
    'project.versions': () => projects.versions(),
    'project.previewVersion': (id) => projects.previewVersion(id),
    'project.restoreVersion': async (id) => projectStateOf(await projects.restoreVersion(id)),
    'project.takeOver': async () => projectStateOf(await projects.takeOver()),
    async 'project.save'(_input, { signal }) {
      if (!projects.current.named) return saveAs(signal);
      await projects.save();
      return projectStateOf(projects.current);
    },
    'project.saveAs': (_input, { signal }) => saveAs(signal),
    'project.commit': ({ label, timeline }) => projects.current.session.commitTimeline(label, timeline),

    async 'library.import'(_input, { signal }) {
      return library.importFiles(projects.current, await dialogs.chooseMedia(), signal);
    },
    'library.importDropped': (dropped, { signal }) =>
      library.importFiles(
        projects.current,
        dropped.map((token) => tokens.pathOf(token)),
        signal,
      ),
    'library.importPasted': (pictures, { signal }) =>
      library.importPasted(projects.current, pictures, signal),
    'library.update': (change) => library.update(change),
    'library.setBins': (bins) => projects.setBins(projects.current, bins),
    async 'library.filmstrip'(id) {
      const { tileWidth, tileHeight, columns, count, step } = await library.filmstrip(id);
      return { tileWidth, tileHeight, columns, count, step };
    },
    'library.scrubReel': ({ mediaId, frame }) => library.scrubReel(mediaId, frame),
    'library.peaks': (id) => library.peaks(id),
    'library.offline': () => library.offline(),
    async 'library.relink'(_input, { signal }) {
      const folder = await dialogs.chooseFolder();
      return folder === undefined ? null : library.relink([folder], signal);
    },

    async 'storyboard.open'(_input, { signal }) {
      const path = await dialogs.chooseStoryboard();
      if (path === undefined) return null;
      const project = projects.current;
      const { openStoryboard } = await import('../storyboard/open-storyboard.ts');
      return { shots: await openStoryboard(path, (files) => library.importFiles(project, files, signal)) };
    },

    async 'jobs.generate'({ jobId, request }) {
      const project = projects.current;
      const projectId = project.session.document.id;
      for (const [index, take] of takeRequests(request, drawSeed).entries()) {
        const label = index === 0 ? labelOf(request.prompt) : `${labelOf(request.prompt)} (${index + 1})`;
        const spec = { kind: 'generate', projectId, request: take } as const;
        await queue.add(index === 0 ? jobId : newJobId(), label, spec, project);
      }
    },
    'jobs.list': async () => [...queue.list()],
    'jobs.cancel': (id) => queue.cancel(id),
    'jobs.pause': (id) => queue.pause(id),
    'jobs.resume': (id) => queue.resume(id),
    'jobs.move': ({ jobId, before }) => queue.move(jobId, before),
    async 'jobs.retry'({ jobId, lighter }) {
      const spec = queue.specOf(jobId);
      const project = projects.current;
      if (spec === undefined) throw new AppError('input.option', 'That job is no longer in the list.');
      if (spec.projectId !== project.session.document.id) {
        throw new AppError('input.option', 'That job belongs to another project.', {
          hint: 'Open that project first.',
        });
      }
      const less =
        lighter && spec.kind === 'generate' ? { ...spec, request: lighterRequest(spec.request) } : undefined;
      await queue.retry(jobId, project, less);
    },
    'jobs.clear': () => queue.clear(),

    async 'deliver.start'({ preset, range: wanted }) {
      const chosen = exportPresets.find(({ id }) => id === preset);
      if (chosen === undefined) throw new AppError('input.option', 'There is no such way to deliver.');
      const project = projects.current;
      const { name, id: projectId, timeline } = project.session.document;
      const range = wanted === 'marked' ? markedRange(timeline) : undefined;
      if (wanted === 'marked' && range === undefined) {
        throw new AppError('input.option', 'No range is marked on the timeline.', {
          hint: 'Mark an in or an out point first.',
        });
      }
      const out = await dialogs.nameExport(join(homedir(), `${name}.${chosen.container}`));
      if (out === undefined) return null;
      const jobId = newJobId();
      const marked = range === undefined ? {} : { range };
      await queue.add(jobId, basename(out), { kind: 'deliver', projectId, preset, out, ...marked }, project);
      return jobId;
    },
    async 'deliver.reveal'(id) {
      const spec = queue.specOf(id);
      if (spec?.kind !== 'deliver') {
        throw new AppError('input.file.missing', 'That delivery is no longer in the list.');
      }
      reveal(spec.out);
    },
  };
}
