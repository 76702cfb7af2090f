import { app, dialog, ipcMain, protocol, session } from 'electron';
import type { IpcMainInvokeEvent } from 'electron';
import { createLateLogger } from '../log/late-logger.ts';
import { serveAppFile } from './app-files.ts';
import { createAskedProject } from './asked-project.ts';
import type { AskedProject } from './asked-project.ts';
import { wire } from './channels.ts';
import { hardenContents, hardenSession } from './hardening.ts';
import { installFirstMenu } from './menu.ts';
import { appScheme, mediaScheme } from './origin.ts';
import { isTrustedSender, senderOf } from './trusted-sender.ts';
import { createWindow, loadPage, pageFolderOf, whenDrawn } from './window.ts';
import type { StartedApp } from './start-app.ts';

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

/** The page may ask as soon as it runs; its calls wait for the services. Who asks is looked at before anything waits. */
function listenToPage(started: Promise<StartedApp>): void {
  ipcMain.handle(wire.call, async (event: IpcMainInvokeEvent, name: unknown, input: unknown) => {
    const sender = senderOf(event);
    const gone = new AbortController();
    event.sender.once('destroyed', () => gone.abort());
    return (await started).route(sender, name, input, gone.signal);
  });
  ipcMain.handle(wire.grant, async (event: IpcMainInvokeEvent, paths: unknown) => {
    const trusted = isTrustedSender(event);
    return trusted ? (await started).grant(paths) : [];
  });
}

/** Lets the services end in order, also where they were still starting when the window was closed. */
function quitCleanly(started: Promise<StartedApp>): void {
  let cleaned = false;
  let cleaning = false;
  app.on('will-quit', (event) => {
    if (cleaned) return;
    event.preventDefault();
    if (cleaning) return;
    cleaning = true;
    void started
      .then(({ dispose }) => dispose())
      .catch(() => undefined)
      .then(() => {
        cleaned = true;
        app.quit();
      });
  });
}

/** Serves the built page; the promise is fulfilled when its first script has been handed over, and the files beside it. */
function servePage(folder: string): Promise<void> {
  return new Promise((resolve) => {
    let underWay = 0;
    protocol.handle(appScheme, async (request) => {
      underWay += 1;
      const response = await serveAppFile(folder, request);
      underWay -= 1;
      const isScript = response.headers.get('Content-Type')?.startsWith('text/javascript') === true;
      if (isScript && underWay === 0) setImmediate(resolve);
      return response;
    });
  });
}

/**
 * The window comes first. Once the page's own process has its scripts, it is busy with them for a while: that is when this
 * one reads the code of the services and starts them. Earlier the page would wait for it.
 * Nothing may be imported here but what makes the window.
 */
async function open(programs: string, asked: AskedProject): Promise<void> {
  await app.whenReady();
  const log = createLateLogger();
  hardenSession(session.defaultSession, log);
  const served = servePage(pageFolderOf(programs));
  app.on('window-all-closed', () => app.quit());
  const window = createWindow(programs);
  const drawn = whenDrawn(window);
  // `drawn` covers a window that was closed before it had asked for anything.
  const started = Promise.race([served, drawn])
    .then(() => import('./start-app.ts'))
    .then(({ startApp }) => startApp({ programs, window, drawn, log, asked }));
  // Before the page is loaded: one that is there knows no scheme that comes later.
  protocol.handle(mediaScheme, async (request) => (await started).serveMedia(request));
  listenToPage(started);
  quitCleanly(started);
  const loaded = loadPage(window);
  installFirstMenu();
  await Promise.all([started, loaded]);
}

/** Starts the app. `programs` is the folder of the built main program. */
export function begin(programs: string): void {
  if (!prepare()) {
    app.quit();
    return;
  }
  hardenContents(app);
  const asked = createAskedProject();
  // macOS hands over a double click this way, at a start before the program is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    asked.ask(path);
  });
  open(programs, asked).catch(async (error: unknown) => {
    const { toErrorData } = await import('../../src-shared/errors/app-error.ts');
    const { message, hint = '', causes } = toErrorData(error);
    process.stderr.write(`${[message, hint, ...causes].join('\n')}\n`);
    dialog.showErrorBox('Kinoloom can’t start', `${message} ${hint}`.trim());
    app.exit(70);
  });
}
