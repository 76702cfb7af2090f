import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { ProjectVersion, RecentProject } from '../../src-shared/ipc/contract.ts';
import type { JobId, ProjectId } from '../../src-shared/lib/ids.ts';
import { projectIdSchema } from '../../src-shared/lib/ids.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import type { Bin, Media, ProjectDocument } from '../../src-shared/project/schema.ts';
import { sweepParts } from '../files/part-files.ts';
import type { Logger } from '../log/logger.ts';
import { createEmitter } from '../platform/emitter.ts';
import type { Emitter } from '../platform/emitter.ts';
import { withBundleEnding, withoutBundleEnding } from './bundle/bundle-name.ts';
import type { BundleOptions, WrittenBundle } from './bundle/write-bundle.ts';
import { copyProject } from './copy-project.ts';
import {
  findProjectFolder,
  projectEnding,
  projectNameOf,
  projectPaths,
  withProjectEnding,
} from './folder.ts';
import type { LockDeps } from './lock.ts';
import { createRecentProjects, isEmptyProject } from './recent.ts';
import type { RememberedProjects } from './recent.ts';
import { createProjectFolder, openSession } from './session.ts';
import type { ProjectSession } from './session.ts';
import { listVersions, readVersion } from './versions.ts';

/** A project that is open. `session` changes when it is saved under another name: hold this, not the session. */
export interface OpenProject {
  readonly session: ProjectSession;
  /** False while it is a draft that the person has not given a name. */
  readonly named: boolean;
}

interface Slot extends OpenProject {
  session: ProjectSession;
  named: boolean;
  holders: number;
}

export interface LibraryNews {
  readonly media: readonly Media[];
  readonly results: Readonly<Record<string, Media['id']>>;
  readonly bins?: readonly Bin[];
  /** All whose proxy is being made, where that changed. */
  readonly preparing?: readonly Media['id'][];
  readonly mended?: boolean;
}

export interface Projects {
  readonly current: OpenProject;
  /** Another project is shown now, or the same one under another name. */
  readonly changed: Emitter<OpenProject>;
  /** Something entered the library of the project that is shown. */
  readonly libraryChanged: Emitter<LibraryNews>;
  createDraft(): Promise<OpenProject>;
  open(path: string): Promise<OpenProject>;
  save(): Promise<void>;
  saveAs(path: string, signal: AbortSignal): Promise<OpenProject>;
  /** Writes the shown project into one file. @throws AppError as `writeBundle` */
  bundle(out: string, options: BundleOptions, signal: AbortSignal): Promise<WrittenBundle>;
  /** Drafts with something in them and named projects that were open, last changed first. */
  recent(): Promise<RecentProject[]>;
  /** @throws AppError `input.file.missing` for an id the list does not have any more, `project.*` */
  openRecent(id: string): Promise<OpenProject>;
  /** Deletes a draft; leaves a named project out of the list. @throws AppError `project.locked`, `disk.*` */
  forgetRecent(id: string): Promise<void>;
  /** Unpacks a bundle to a new folder and opens it. @throws AppError as `readBundle`, `project.*` */
  openBundle(path: string, folder: string, signal: AbortSignal): Promise<OpenProject>;
  /** Earlier states of the shown project, newest first. */
  versions(): Promise<ProjectVersion[]>;
  /** @throws AppError `input.option`, `project.*` */
  previewVersion(id: string): Promise<ProjectDocument>;
  /** @throws AppError as `ProjectSession.restore` */
  restoreVersion(id: string): Promise<OpenProject>;
  /** Takes the shown project over from another machine, whatever its lock says. @throws AppError `project.locked` */
  takeOver(): Promise<OpenProject>;
  setBins(project: OpenProject, bins: readonly Bin[]): Promise<void>;
  addMedia(project: OpenProject, media: readonly Media[]): Promise<void>;
  /** Tells the window, when it shows that project, that files which could not be shown can be now. */
  announceMended(project: OpenProject, media: readonly Media[]): void;
  /** Tells the window, when it shows that project, of which files the proxies are being made. */
  announcePreparing(project: OpenProject, preparing: readonly Media['id'][]): void;
  addResult(project: OpenProject, jobId: JobId, media: Media): Promise<void>;
  /** Keeps a project open while work for it goes on, even when another is shown; call the answer when done. */
  hold(project: OpenProject): () => Promise<void>;
  dispose(): Promise<void>;
}

export interface ProjectsDeps extends LockDeps {
  readonly draftsFolder: string;
  readonly log: Logger;
  /** The named project to begin with: the one that was open when the app was last closed. */
  readonly lastProject: { get(): Promise<string | undefined>; set(path: string | undefined): Promise<void> };
  /** The named projects that were open, for the list of recent ones. */
  readonly remembered: RememberedProjects;
}

function newProjectId(): ProjectId {
  return projectIdSchema.parse(`p-${randomBytes(8).toString('hex')}`);
}

/** Opens what was open last: the named project, else the newest draft with something in it, else a new draft. */
export async function startProjects(deps: ProjectsDeps): Promise<Projects> {
  const { vfs, draftsFolder, log, lastProject } = deps;
  const changed = createEmitter<OpenProject>();
  const libraryChanged = createEmitter<LibraryNews>();
  const slots = new Set<Slot>();
  const recent = createRecentProjects(deps);

  async function openSlot(folder: string, named: boolean): Promise<Slot> {
    for (const slot of slots) if (slot.session.folder === folder) return slot;
    const session = await openSession(folder, deps);
    if (!session.readOnly) {
      for (const part of [projectPaths.media, projectPaths.takes, projectPaths.cache]) {
        await sweepParts(vfs, part(folder), Date.now());
      }
    }
    const { cutBytes, droppedEdits, snapshot } = session.report;
    if (cutBytes > 0 || droppedEdits > 0 || snapshot === 'older') {
      log.warn('A project was recovered.', { folder, report: session.report });
    }
    const slot: Slot = { session, named, holders: 0 };
    slots.add(slot);
    return slot;
  }

  async function newDraft(): Promise<Slot> {
    const id = newProjectId();
    const folder = join(draftsFolder, `${id}${projectEnding}`);
    await vfs.makeFolder(draftsFolder);
    await createProjectFolder(vfs, folder, emptyProject({ id, name: 'Untitled' }));
    return openSlot(await vfs.realPath(folder), false);
  }

  async function recoverDraft(): Promise<Slot | undefined> {
    const names = await vfs.list(draftsFolder).catch(() => []);
    const drafts: { readonly folder: string; readonly modifiedMs: number }[] = [];
    for (const name of names.filter((entry) => entry.endsWith(projectEnding))) {
      const folder = await vfs.realPath(join(draftsFolder, name));
      const stats = await Promise.all(
        [projectPaths.journal(folder), projectPaths.snapshot(folder)].map((path) =>
          vfs.stat(path).then(
            (stat) => stat.modifiedMs,
            () => 0,
          ),
        ),
      );
      drafts.push({ folder, modifiedMs: Math.max(...stats) });
    }
    for (const { folder } of drafts.sort((a, b) => b.modifiedMs - a.modifiedMs)) {
      try {
        const slot = await openSlot(folder, false);
        // Read-only: another running Kinoloom is at work in it.
        if (!slot.session.readOnly && !isEmptyProject(slot.session.document)) return slot;
        await discard(slot);
      } catch (error) {
        log.warn('A draft could not be opened.', { folder, error });
      }
    }
    return undefined;
  }

  async function recoverNamed(): Promise<Slot | undefined> {
    const path = await lastProject.get();
    if (path === undefined) return undefined;
    try {
      const folder = await findProjectFolder(vfs, path);
      return await openSlot(folder, !(await isDraft(folder)));
    } catch (error) {
      log.warn('The last project could not be opened again.', { path, error });
      return undefined;
    }
  }

  async function isDraft(folder: string): Promise<boolean> {
    return dirname(folder) === (await vfs.realPath(draftsFolder).catch(() => draftsFolder));
  }

  /** Closes a project nobody needs; an empty draft leaves nothing behind. */
  async function discard(slot: Slot): Promise<void> {
    slots.delete(slot);
    const { folder, readOnly, document } = slot.session;
    await slot.session.close();
    if ((await isDraft(folder)) && !readOnly && isEmptyProject(document)) {
      await rm(folder, { recursive: true, force: true });
    }
  }

  let current = (await recoverNamed()) ?? (await recoverDraft()) ?? (await newDraft());
  if (current.named) await recent.remember(current.session.folder);

  async function show(next: Slot): Promise<OpenProject> {
    const previous = current;
    current = next;
    await lastProject.set(next.named ? next.session.folder : undefined);
    if (next.named) await recent.remember(next.session.folder);
    changed.emit(next);
    if (previous !== next && previous.holders === 0) await discard(previous);
    return next;
  }

  function slotOf(project: OpenProject): Slot {
    for (const slot of slots) if (slot === project) return slot;
    throw new Error('The project is closed.');
  }

  async function moveTo(slot: Slot, folder: string, signal: AbortSignal): Promise<void> {
    const old = slot.session;
    const copied: { document?: ProjectDocument } = {};
    await copyProject(
      vfs,
      old.folder,
      folder,
      () => {
        copied.document = old.document;
        return { ...old.document, name: projectNameOf(folder) };
      },
      signal,
    );
    const session = await openSession(await vfs.realPath(folder), deps);
    slot.session = session;
    // Edits that were committed while the copy was made belong to the person's project, not only to the old place.
    if (copied.document !== undefined && old.document !== copied.document) {
      await session.addMedia(Object.values(old.document.media));
      await session.commitTimeline('', old.document.timeline);
    }
    const wasDraft = !slot.named;
    slot.named = true;
    await old.close();
    if (wasDraft) await rm(old.folder, { recursive: true, force: true });
  }

  return {
    get current() {
      return current;
    },
    changed,
    libraryChanged,
    async createDraft() {
      return show(await newDraft());
    },
    async open(path) {
      const folder = await findProjectFolder(vfs, path);
      return show(await openSlot(folder, !(await isDraft(folder))));
    },
    recent: () => recent.list(current.session.folder),
    async openRecent(id) {
      const { folder, kind } = await recent.placeOf(id);
      return show(await openSlot(await findProjectFolder(vfs, folder), kind === 'project'));
    },
    async forgetRecent(id) {
      const place = await recent.placeOf(id);
      const isOpen = [...slots].some(({ session }) => session.folder === place.folder);
      if (place.kind === 'draft' && isOpen) {
        throw new AppError('project.locked', 'This draft is open, or a shot for it is being made.', {
          hint: 'Open another project and let its jobs end, then delete it.',
        });
      }
      await recent.forget(place);
    },
    save: () => current.session.save(),
    async saveAs(path, signal) {
      const folder = withProjectEnding(path);
      const slot = current;
      const target = await vfs.realPath(folder).catch(() => folder);
      if (target === slot.session.folder) await slot.session.save();
      else await moveTo(slot, folder, signal);
      return show(slot);
    },
    async bundle(out, options, signal) {
      const { folder, document } = current.session;
      const name = projectNameOf(withoutBundleEnding(out));
      const { writeBundle } = await import('./bundle/write-bundle.ts');
      return writeBundle({ folder, name, document }, withBundleEnding(out), options, signal);
    },
    async openBundle(path, wanted, signal) {
      const folder = withProjectEnding(wanted);
      const { readBundle } = await import('./bundle/read-bundle.ts');
      await readBundle(path, folder, signal);
      return show(await openSlot(await findProjectFolder(vfs, folder), true));
    },
    versions: () => listVersions(vfs, current.session.folder),
    previewVersion: (id) => readVersion(vfs, current.session.folder, id),
    async restoreVersion(id) {
      const slot = current;
      await slot.session.restore(id);
      if (slot === current) changed.emit(slot);
      return slot;
    },
    async takeOver() {
      const slot = current;
      if (!slot.session.readOnly) return slot;
      const { folder } = slot.session;
      const session = await openSession(folder, deps, true);
      if (session.readOnly) {
        throw new AppError('project.locked', `The project “${session.document.name}” is in use.`, {
          hint: 'Close it there first.',
        });
      }
      await slot.session.close();
      slot.session = session;
      if (slot === current) changed.emit(slot);
      return slot;
    },
    async setBins(project, bins) {
      await slotOf(project).session.setBins(bins);
      if (project === current) libraryChanged.emit({ media: [], results: {}, bins });
    },
    async addMedia(project, media) {
      await slotOf(project).session.addMedia(media);
      if (project === current) libraryChanged.emit({ media, results: {} });
    },
    announceMended(project, media) {
      if (project === current && media.length > 0) libraryChanged.emit({ media, results: {}, mended: true });
    },
    announcePreparing(project, preparing) {
      if (project === current) libraryChanged.emit({ media: [], results: {}, preparing });
    },
    async addResult(project, jobId, take) {
      const { session } = slotOf(project);
      // The same take made again keeps what the person gave it: its rating, its bin.
      const media = { ...session.document.media[take.id], ...take };
      await session.addResult(jobId, media);
      if (project === current) libraryChanged.emit({ media: [media], results: { [jobId]: media.id } });
    },
    hold(project) {
      const slot = slotOf(project);
      slot.holders += 1;
      let held = true;
      return async () => {
        if (!held) return;
        held = false;
        slot.holders -= 1;
        if (slot.holders === 0 && slot !== current) await discard(slot);
      };
    },
    async dispose() {
      for (const slot of slots) {
        slots.delete(slot);
        if (!slot.session.readOnly && slot.named) await slot.session.save('auto');
        await slot.session.close();
      }
    },
  };
}
