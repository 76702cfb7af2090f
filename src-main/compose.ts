import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EventPayload, CallOutput } from '../src-shared/ipc/contract.ts';
import { driverIdentity } from './engine-host/driver-identity.ts';
import { createEngineHost } from './engine-host/engine-host.ts';
import type { EngineHost } from './engine-host/engine-host.ts';
import { createProbeMemory } from './engine-host/probe-memory.ts';
import { nodeVfs } from './files/node-vfs.ts';
import type { Vfs } from './files/vfs.ts';
import { createEngineSeat } from './generation/engine-seat.ts';
import type { EngineSeat } from './generation/engine-seat.ts';
import { createJobRunner } from './jobs/job-runner.ts';
import { openQueueFile } from './jobs/queue-file.ts';
import { createJobQueue } from './jobs/queue.ts';
import { forgetScratch, sweepScratch } from './jobs/scratch.ts';
import type { JobQueue } from './jobs/queue.ts';
import { createMediaPreviews } from './library/media-previews.ts';
import type { Logger } from './log/logger.ts';
import { resolveFfmpeg } from './media/resolve-ffmpeg.ts';
import type { FfmpegTool } from './media/resolve-ffmpeg.ts';
import { openStore } from './pack-store/open-store.ts';
import { createPackFolders } from './pack-store/pack-folders.ts';
import type { PackFolders } from './pack-store/pack-folders.ts';
import { createPackManager } from './pack-store/pack-manager.ts';
import type { PackManager } from './pack-store/pack-manager.ts';
import { surveyFolders } from './packs/list-packs.ts';
import { packSummary } from './packs/pack-summary.ts';
import { cacheFolder } from './platform/cache-folder.ts';
import { createEmitter } from './platform/emitter.ts';
import type { Emitter } from './platform/emitter.ts';
import { graphicsMemory } from './platform/graphics-memory.ts';
import { machineFacts, threadCount } from './platform/machine.ts';
import type { Places } from './platform/places.ts';
import { processStart } from './platform/process-start.ts';
import { createProjectLibrary } from './projects/project-library.ts';
import type { ProjectLibrary } from './projects/project-library.ts';
import { startProjects } from './projects/projects.ts';
import type { Projects } from './projects/projects.ts';
import type { Settings } from './settings/settings.ts';

/** What the command line and the app share: tools that are found or started when they are first needed. */
export interface Core {
  readonly places: Places;
  readonly vfs: Vfs;
  readonly log: Logger;
  readonly ffmpeg: () => Promise<FfmpegTool>;
  readonly engine: EngineSeat;
  readonly packFolders: PackFolders;
  dispose(): Promise<void>;
}

export interface CoreOptions {
  readonly places: Places;
  readonly log: Logger;
}

/** Builds the services that need no window and no profile. Starts nothing. */
export function composeCore({ places, log }: CoreOptions): Core {
  const cache = cacheFolder(process.platform, process.env, homedir());
  const host: EngineHost = createEngineHost({
    nodePath: places.node,
    enginePath: places.engine,
    log,
    memory: createProbeMemory(nodeVfs, join(cache, 'providers.json'), driverIdentity),
  });
  const engine = createEngineSeat(host, threadCount());
  let found: Promise<FfmpegTool> | undefined;
  return {
    places,
    vfs: nodeVfs,
    log,
    ffmpeg() {
      found ??= resolveFfmpeg({
        root: places.root,
        ...(places.resources === undefined ? {} : { resources: places.resources }),
      });
      // One that was not there may be installed while the app is open: a failure is not remembered.
      found.catch(() => (found = undefined));
      return found;
    },
    engine,
    packFolders: createPackFolders(nodeVfs, places),
    dispose: () => engine.dispose(),
  };
}

export interface Services {
  readonly core: Core;
  readonly projects: Projects;
  readonly library: ProjectLibrary;
  readonly queue: JobQueue;
  readonly previews: Emitter<EventPayload<'job.preview'>>;
  readonly packManager: PackManager;
  packs(): Promise<CallOutput<'packs.list'>>;
  machine(): Promise<CallOutput<'machine.info'>>;
  dispose(): Promise<void>;
}

export interface AppOptions {
  readonly places: Places;
  readonly userData: string;
  readonly settings: Settings;
  readonly log: Logger;
  /** A project the person named when they started the program. */
  readonly openAtStart?: string | undefined;
  readonly versions: {
    readonly app: string;
    readonly electron?: string | undefined;
    readonly chrome?: string | undefined;
    readonly node: string;
  };
}

/** Builds everything the window talks to, on top of the core. */
export async function composeApp({
  places,
  userData,
  settings,
  log,
  openAtStart,
  versions,
}: AppOptions): Promise<Services> {
  const core = composeCore({ places, log });
  const scratch = join(userData, 'scratch');
  await nodeVfs.makeFolder(userData);
  const projects = await startProjects({
    vfs: nodeVfs,
    processStart,
    draftsFolder: join(userData, 'drafts'),
    log,
    lastProject: {
      get: async () => openAtStart ?? (await settings.get()).lastProject,
      set: (lastProject) => settings.change({ lastProject }),
    },
    remembered: {
      get: async () => (await settings.get()).recentProjects ?? [],
      set: (recentProjects) => settings.change({ recentProjects: [...recentProjects] }),
    },
  });
  const previews = createEmitter<EventPayload<'job.preview'>>();
  const queueFile = await openQueueFile(nodeVfs, join(userData, 'queue.journal'));
  // There is one program per profile, so whatever lies here was left by one that was killed.
  await sweepScratch(scratch, new Set(queueFile.unfinished.map(({ id }) => id)));
  const queue = createJobQueue({
    file: queueFile,
    log,
    nowMs: () => performance.now(),
    run: createJobRunner({ core, projects, previews, scratch }),
    hold: (project) => projects.hold(project),
    forget: (id) => forgetScratch(scratch, id),
  });
  const packManager = createPackManager({
    vfs: nodeVfs,
    folders: core.packFolders,
    open: () => openStore(nodeVfs, places, core.packFolders),
    embedded: places.models,
    graphics: () => graphicsMemory(),
    isUsed: (id) =>
      queue.list().some((job) => {
        const spec = job.state === 'running' ? queue.specOf(job.id) : undefined;
        return spec?.kind === 'generate' && spec.request.packId === id;
      }),
  });
  const mediaPreviews = createMediaPreviews(core.ffmpeg);
  const library = createProjectLibrary({
    projects,
    log,
    previews: mediaPreviews,
    scratch,
    now: () => new Date(),
    // Read when it is first needed, like all code that works on media: no start waits for it.
    async relink(project, paths, signal) {
      const { relinkMedia } = await import('./library/relink.ts');
      return relinkMedia(core.ffmpeg, project.session.document, project.session.folder, paths, signal);
    },
    async ingest(path, projectFolder, signal) {
      const { ingestFile } = await import('./library/ingest-file.ts');
      const how = { proxy: 'later' } as const;
      return ingestFile(await core.ffmpeg(), path, projectFolder, { origin: 'imported' }, signal, how);
    },
  });
  return {
    core,
    projects,
    library,
    queue,
    previews,
    packManager,
    packs: async () =>
      (await surveyFolders(await core.packFolders.all())).packs.map(({ manifest }) => packSummary(manifest)),
    async machine() {
      const facts = await machineFacts(projects.current.session.folder);
      return {
        appVersion: versions.app,
        electron: versions.electron ?? '',
        chrome: versions.chrome ?? '',
        node: versions.node,
        ...facts,
      };
    },
    async dispose() {
      await packManager.dispose();
      await queue.dispose();
      await mediaPreviews.dispose();
      await core.dispose();
      await projects.dispose();
    },
  };
}
