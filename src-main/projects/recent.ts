import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { RecentProject } from '../../src-shared/ipc/contract.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import { writeFailure } from '../files/failures.ts';
import { projectEnding, projectNameOf, projectPaths } from './folder.ts';
import { loadProject } from './load.ts';
import { takeLock } from './lock.ts';
import type { LockDeps } from './lock.ts';

/** Folders of named projects the person had open, the newest first. */
export interface RememberedProjects {
  get(): Promise<readonly string[]>;
  set(folders: readonly string[]): Promise<void>;
}

export interface RecentDeps extends LockDeps {
  readonly draftsFolder: string;
  readonly remembered: RememberedProjects;
}

/** A project of the list, with the path that only main knows. */
export interface RecentPlace {
  readonly id: string;
  readonly kind: RecentProject['kind'];
  readonly folder: string;
}

export interface RecentProjects {
  /** Drafts with something in them and named projects, last changed first. `shown` is the folder the window shows. */
  list(shown: string): Promise<RecentProject[]>;
  /** @throws AppError `input.file.missing` for an id that names nothing of the list any more. */
  placeOf(id: string): Promise<RecentPlace>;
  remember(folder: string): Promise<void>;
  /**
   * Deletes a draft from the disk; a named project is only left out of the list, its folder belongs to the person.
   *
   * @throws AppError `project.locked` for a draft somebody works in, `disk.*`
   */
  forget(place: RecentPlace): Promise<void>;
}

/** More named projects than these are forgotten, and more drafts are not looked at. */
export const mostRecent = { projects: 20, drafts: 100 } as const;

/** A draft on its way out: one that was killed half way is not listed, and goes with the next one. */
const removedEnding = '.removed';

export function isEmptyProject(document: ProjectDocument): boolean {
  return (
    Object.keys(document.media).length === 0 &&
    document.timeline.tracks.every((track) => track.clips.length === 0)
  );
}

interface Dated extends RecentPlace {
  readonly modifiedMs: number;
}

export function createRecentProjects(deps: RecentDeps): RecentProjects {
  const { vfs, draftsFolder, remembered } = deps;
  const key = randomBytes(32);

  /** The same project has the same id while the program runs; nothing about the path can be read from it. */
  function idOf(folder: string): string {
    return `recent-${createHmac('sha256', key).update(folder).digest('hex').slice(0, 32)}`;
  }

  async function modifiedMs(folder: string): Promise<number> {
    const times = await Promise.all(
      [projectPaths.journal(folder), projectPaths.snapshot(folder)].map((path) =>
        vfs.stat(path).then(
          (stat) => stat.modifiedMs,
          () => 0,
        ),
      ),
    );
    return Math.max(...times);
  }

  async function placed(kind: RecentPlace['kind'], folder: string): Promise<Dated> {
    return { id: idOf(folder), kind, folder, modifiedMs: await modifiedMs(folder) };
  }

  /** Real folders right in the drafts folder; a link there could lead anywhere. */
  async function drafts(): Promise<Dated[]> {
    const home = await vfs.realPath(draftsFolder).catch(() => draftsFolder);
    const names = await vfs.list(home).catch(() => []);
    const found: Dated[] = [];
    for (const name of names.filter((entry) => entry.endsWith(projectEnding))) {
      const folder = join(home, name);
      if (await vfs.isLink(folder)) continue;
      const kind = await vfs.stat(folder).then(
        (stat) => stat.kind,
        () => 'other',
      );
      if (kind === 'folder') found.push(await placed('draft', folder));
    }
    return found.sort((a, b) => b.modifiedMs - a.modifiedMs).slice(0, mostRecent.drafts);
  }

  async function places(): Promise<Dated[]> {
    const named: Dated[] = [];
    for (const folder of await remembered.get()) named.push(await placed('project', folder));
    return [...(await drafts()), ...named];
  }

  /** Undefined for a draft with nothing in it: there is nothing to come back to. */
  async function described(place: Dated, shown: string): Promise<RecentProject | undefined> {
    const { id, kind, folder, modifiedMs: changedMs } = place;
    const facts = { id, kind, changedAt: new Date(changedMs).toISOString(), shown: folder === shown };
    try {
      const { document } = await loadProject(vfs, folder);
      if (kind === 'draft' && isEmptyProject(document)) return undefined;
      const clips = document.timeline.tracks.flatMap((track) => track.clips);
      const [first] = [...clips].sort((a, b) => a.start - b.start);
      return {
        ...facts,
        name: kind === 'draft' ? document.name : projectNameOf(folder),
        clips: clips.length,
        media: Object.keys(document.media).length,
        ...(first === undefined ? {} : { firstClip: first.name }),
      };
    } catch {
      const isThere = await vfs.stat(folder).then(
        () => true,
        () => false,
      );
      const name = kind === 'draft' ? '' : projectNameOf(folder);
      return { ...facts, name, clips: 0, media: 0, problem: isThere ? 'unreadable' : 'missing' };
    }
  }

  async function sweepRemoved(): Promise<void> {
    for (const name of await vfs.list(draftsFolder).catch(() => [])) {
      if (name.endsWith(removedEnding)) await vfs.removeTree(join(draftsFolder, name));
    }
  }

  async function deleteDraft(folder: string): Promise<void> {
    const outcome = await takeLock(folder, deps).catch((error: unknown) => {
      throw writeFailure(error, folder);
    });
    if (outcome.kind === 'held') {
      throw new AppError('project.locked', 'This draft is in use.', {
        hint: 'Close it there first, then delete it.',
      });
    }
    try {
      // In one step out of the list; a program that is killed from here on leaves no half draft behind.
      await vfs.rename(folder, `${folder}${removedEnding}`);
    } catch (error) {
      await outcome.lock.release();
      throw writeFailure(error, folder);
    }
    await sweepRemoved().catch((error: unknown) => {
      throw writeFailure(error, folder);
    });
  }

  return {
    async list(shown) {
      const all: RecentProject[] = [];
      for (const place of (await places()).sort((a, b) => b.modifiedMs - a.modifiedMs)) {
        const one = await described(place, shown);
        if (one !== undefined) all.push(one);
      }
      return all;
    },
    async placeOf(id) {
      const found = (await places()).find((place) => place.id === id);
      if (found !== undefined) return found;
      throw new AppError('input.file.missing', 'That project is no longer in the list.', {
        hint: 'Open it by its folder.',
      });
    },
    async remember(folder) {
      const others = (await remembered.get()).filter((path) => path !== folder);
      await remembered.set([folder, ...others].slice(0, mostRecent.projects));
    },
    async forget({ kind, folder }) {
      if (kind === 'draft') {
        await deleteDraft(folder);
        return;
      }
      await remembered.set((await remembered.get()).filter((path) => path !== folder));
    },
  };
}
