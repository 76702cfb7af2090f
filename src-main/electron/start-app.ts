import { join } from 'node:path';
import { app, dialog, ipcMain, powerSaveBlocker, protocol, session, shell } from 'electron';
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { toErrorData } from '../../src-shared/errors/app-error.ts';
import type { EventName, EventPayload } from '../../src-shared/ipc/contract.ts';
import { composeApp } from '../compose.ts';
import type { Services } from '../compose.ts';
import { createFileLogger } from '../log/file-logger.ts';
import type { Logger } from '../log/logger.ts';
import { findPlaces } from '../platform/places.ts';
import { serveAppFile } from './app-files.ts';
import { wire } from './channels.ts';
import { systemDialogs } from './dialogs.ts';
import { createFileTokens } from './file-tokens.ts';
import { createHandlers, projectStateOf } from './handlers.ts';
import { hardenContents, hardenSession } from './hardening.ts';
import { createRouter, isTrustedSender } from './ipc-router.ts';
import { serveMedia } from './media-files.ts';
import { installFirstMenu, showMenus } from './menu.ts';
import { appScheme, mediaScheme } from './origin.ts';
import { projectInArguments } from './project-argument.ts';
import { openWindow, preloadPathOf } from './window.ts';

/** A drop brings a path per file; the empty string where a file has none. */
const droppedSchema = z.array(z.string().max(4096)).max(200);

function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
    {
      scheme: mediaScheme,
      // Without `stream` a video is loaded whole before it plays.
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true },
    },
  ]);
}

/** Everything that must happen before Electron is ready. Answers false where another instance runs already. */
function prepare(): boolean {
  // As root (tests in a container) only `--no-sandbox` starts, and asking for the sandbox here would overrule it for every
  // child: the network process then dies and is restarted for ever.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // Tests and portable installations keep their own profile; it holds no executable, so a variable may choose it.
  const profile = process.env.KINOLOOM_USER_DATA;
  if (profile !== undefined && profile !== '') app.setPath('userData', profile);
  registerSchemes();
  return app.requestSingleInstanceLock();
}

function sendTo(
  window: BrowserWindow,
): <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void {
  return (name, payload) => {
    if (!window.isDestroyed()) window.webContents.send(wire.event, name, payload);
  };
}

/** Passes the services' news on to the window, the taskbar and the power manager. */
function tellWindow(services: Services, window: BrowserWindow): () => void {
  const send = sendTo(window);
  let blocker: number | undefined;

  function showActivity(): void {
    const active = services.queue.list().filter(({ state }) => state === 'running' || state === 'cancelling');
    const total = active.reduce((sum, { progress }) => sum + progress, 0);
    if (!window.isDestroyed()) window.setProgressBar(active.length === 0 ? -1 : total / active.length);
    if (active.length > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  }

  const stops = [
    services.queue.changed.listen((snapshot) => {
      send('job.changed', snapshot);
      showActivity();
    }),
    services.previews.listen((preview) => send('job.preview', preview)),
    services.projects.changed.listen((project) => send('project.changed', projectStateOf(project))),
    services.projects.libraryChanged.listen(({ media, results, bins }) =>
      send('library.changed', {
        media: [...media],
        results: { ...results },
        ...(bins === undefined ? {} : { bins: [...bins] }),
      }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function listenToPage(services: Services, log: Logger, windowOf: () => BrowserWindow): void {
  const tokens = createFileTokens();
  const handlers = createHandlers({
    services,
    dialogs: systemDialogs(windowOf),
    tokens,
    reveal: (path) => shell.showItemInFolder(path),
    showMenus: (menus) => showMenus(menus, (command) => sendTo(windowOf())('command.run', { command })),
  });
  const route = createRouter(handlers, log);
  ipcMain.handle(wire.call, (event: IpcMainInvokeEvent, name: unknown, input: unknown) => {
    const gone = new AbortController();
    event.sender.once('destroyed', () => gone.abort());
    return route(event, name, input, gone.signal);
  });
  ipcMain.handle(wire.grant, (event: IpcMainInvokeEvent, paths: unknown) => {
    if (!isTrustedSender(event)) return [];
    const parsed = droppedSchema.safeParse(paths);
    return parsed.success ? parsed.data.filter((path) => path !== '').map((path) => tokens.grant(path)) : [];
  });
}

function quitCleanly(services: Services, log: Logger): void {
  let cleaned = false;
  let cleaning = false;
  app.on('will-quit', (event) => {
    if (cleaned) return;
    event.preventDefault();
    if (cleaning) return;
    cleaning = true;
    void services
      .dispose()
      .catch((error: unknown) => log.error('Closing went wrong.', { error }))
      .then(() => {
        cleaned = true;
        app.quit();
      });
  });
}

async function open(programs: string): Promise<void> {
  await app.whenReady();
  const userData = app.getPath('userData');
  const log = createFileLogger(join(userData, 'logs', 'kinoloom.log'));
  const places = await findPlaces(programs);
  const services = await composeApp({
    openAtStart: projectInArguments(process.argv, process.cwd()),
    places,
    userData,
    log,
    versions: { ...process.versions, app: app.getVersion() },
  });
  quitCleanly(services, log);

  hardenSession(session.defaultSession, log);
  protocol.handle(appScheme, (request) => serveAppFile(places.page, request));
  protocol.handle(mediaScheme, (request) => serveMedia(services.library.find, request));

  const window: { current?: BrowserWindow } = {};
  const windowOf = (): BrowserWindow => {
    if (window.current === undefined) throw new Error('There is no window.');
    return window.current;
  };
  listenToPage(services, log, windowOf);
  installFirstMenu();
  const openNamed = (path: string | undefined): void => {
    if (path === undefined) return;
    services.projects
      .open(path)
      .catch((error: unknown) => log.warn('A project named at the start could not be opened.', { error }));
  };
  app.on('second-instance', (_event, argv, workingFolder) => {
    openNamed(projectInArguments(argv, workingFolder));
    if (window.current?.isMinimized() === true) window.current.restore();
    window.current?.focus();
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openNamed(path);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('browser-window-created', (_event, created) => {
    window.current = created;
    const stop = tellWindow(services, created);
    created.once('closed', () => {
      stop();
      delete window.current;
    });
  });
  await openWindow(services.settings, preloadPathOf(programs));
}

/** Starts the app. `programs` is the folder of the built main program. */
export function startApp(programs: string): void {
  if (!prepare()) {
    app.quit();
    return;
  }
  hardenContents(app);
  open(programs).catch((error: unknown) => {
    const { message, hint = '', causes } = toErrorData(error);
    process.stderr.write(`${[message, hint, ...causes].join('\n')}\n`);
    dialog.showErrorBox('Kinoloom can’t start', `${message} ${hint}`.trim());
    app.exit(70);
  });
}
