import { join } from 'node:path';
import { app, shell } from 'electron';
import type { BrowserWindow } from 'electron';
import { z } from 'zod';
import type { EventName, EventPayload } from '../../src-shared/ipc/contract.ts';
import { composeApp } from '../compose.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import type { Services } from '../compose.ts';
import { watchQueue } from '../jobs/queue-watch.ts';
import type { LateLogger } from '../log/late-logger.ts';
import { findPlaces } from '../platform/places.ts';
import { createSettings } from '../settings/settings.ts';
import { projectEnding } from '../projects/folder.ts';
import type { AskedProject } from './asked-project.ts';
import { wire } from './channels.ts';
import { systemDialogs } from './dialogs.ts';
import { createFileTokens } from './file-tokens.ts';
import { createHandlers, projectStateOf } from './handlers.ts';
import { createRouter } from './ipc-router.ts';
import type { Route } from './ipc-router.ts';
import { serveMedia } from './media-files.ts';
import { showMenus } from './menu.ts';
import { projectInArguments } from './project-argument.ts';
import { bringForward, systemSurroundings } from './surroundings.ts';
import { showInPlace } from './window.ts';

/** A drop brings a path per file; the empty string where a file has none. */
const droppedSchema = z.array(z.string().max(4096)).max(200);

function sendTo(
  window: BrowserWindow,
): <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void {
  return (name, payload) => {
    if (!window.isDestroyed()) window.webContents.send(wire.event, name, payload);
  };
}

/** Passes the services' news on to the window, and to the machine around it. */
function tellWindow(services: Services, window: BrowserWindow): () => void {
  const send = sendTo(window);
  const stops = [
    services.queue.changed.listen((snapshot) => send('job.changed', snapshot)),
    watchQueue(
      services.queue,
      systemSurroundings(window, (jobId) => send('job.show', { jobId })),
    ),
    services.previews.listen((preview) => send('job.preview', preview)),
    services.packManager.task.listen((task) => send('packs.task', task)),
    services.packManager.check.listen((news) => send('packs.check', news)),
    services.packManager.changed.listen(() => send('packs.changed', {})),
    services.projects.changed.listen((project) => send('project.changed', projectStateOf(project))),
    services.projects.libraryChanged.listen(({ media, results, bins, preparing, mended }) =>
      send('library.changed', {
        media: [...media],
        results: { ...results },
        ...(bins === undefined ? {} : { bins: [...bins] }),
        ...(preparing === undefined ? {} : { preparing: [...preparing] }),
        ...(mended === undefined ? {} : { mended }),
      }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What the page may ask of the app once it has started. */
export interface StartedApp {
  readonly route: Route;
  /** Answers a request of the `media:` scheme. */
  readonly serveMedia: (request: Request) => Promise<Response>;
  /** Tokens for files that were dropped, by their paths. */
  readonly grant: (paths: unknown) => string[];
  readonly dispose: () => Promise<void>;
}

export interface StartOptions {
  /** Folder of the built main program. */
  readonly programs: string;
  readonly window: BrowserWindow;
  /** Fulfilled when the page has drawn for the first time. */
  readonly drawn: Promise<void>;
  readonly log: LateLogger;
  readonly asked: AskedProject;
}

function listenToSystem(window: BrowserWindow, asked: AskedProject): void {
  app.on('second-instance', (_event, argv, workingFolder) => {
    const path = projectInArguments(argv, workingFolder);
    if (path !== undefined) asked.ask(path);
    bringForward(window);
  });
  asked.listen(() => sendTo(window)('project.asked', {}));
}

/** Whether the start has opened this project already; where it could not, the window asks again and says why. */
async function isShown(services: Services, path: string): Promise<boolean> {
  const real = await services.core.vfs.realPath(path).catch(() => path);
  return services.projects.current.session.folder === real;
}

/** What is said before the window has been drawn waits: writing it down is no reason to keep a person waiting. */
async function keepLog(log: LateLogger, path: string, drawn: Promise<void>): Promise<void> {
  await drawn;
  const { createFileLogger } = await import('../log/file-logger.ts');
  log.become(createFileLogger(path));
}

/** Starts everything the window talks to. It is read and run while the page works through its scripts. */
export async function startApp({ programs, window, drawn, log, asked }: StartOptions): Promise<StartedApp> {
  const userData = app.getPath('userData');
  void keepLog(log, join(userData, 'logs', 'kinoloom.log'), drawn);
  // Before the services are built: a window that has been drawn is shown, whatever they still have to read.
  const settings = createSettings(nodeVfs, join(userData, 'settings.json'), log);
  void showInPlace(window, drawn, settings);
  const named = projectInArguments(process.argv, process.cwd());
  const services = await composeApp({
    // A bundle has to be unpacked first, and where to is for the person to say.
    openAtStart: named?.endsWith(projectEnding) === true ? named : undefined,
    places: await findPlaces(programs),
    userData,
    settings,
    log,
    versions: { ...process.versions, app: app.getVersion() },
  });
  if (named !== undefined && !(await isShown(services, named))) asked.ask(named);
  listenToSystem(window, asked);
  if (!window.isDestroyed()) window.once('closed', tellWindow(services, window));

  const tokens = createFileTokens();
  const handlers = createHandlers({
    services,
    dialogs: systemDialogs(() => window),
    tokens,
    asked,
    reveal: (path) => shell.showItemInFolder(path),
    showMenus: (menus) => showMenus(menus, (command) => sendTo(window)('command.run', { command })),
  });
  return {
    route: createRouter(handlers, log),
    serveMedia: (request) => serveMedia(services.library.find, request),
    grant(paths) {
      const parsed = droppedSchema.safeParse(paths);
      return parsed.success
        ? parsed.data.filter((path) => path !== '').map((path) => tokens.grant(path))
        : [];
    },
    async dispose() {
      await services.dispose().catch((error: unknown) => log.error('Closing went wrong.', { error }));
    },
  };
}
