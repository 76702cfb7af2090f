import type { App, Session, WebContents } from 'electron';
import type { Logger } from '../log/logger.ts';
import { appScheme, appUrl, isOurPage, mediaScheme } from './origin.ts';

/** What the page may ask the browser for; everything else is refused, now and when it is only checked. */
const allowedPermissions = new Set(['fullscreen', 'clipboard-sanitized-write']);
/** Schemes a request of the page may have. There is no network in the window. */
const allowedSchemes = new Set([`${appScheme}:`, `${mediaScheme}:`, 'blob:', 'data:', 'devtools:']);

/** True where a request stays inside the program. */
export function isLocalRequest(url: string): boolean {
  try {
    return allowedSchemes.has(new URL(url).protocol);
  } catch {
    return false;
  }
}

/** Network, permissions and devices of the session our window lives in. */
export function hardenSession(session: Session, log: Logger): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    callback(allowedPermissions.has(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => allowedPermissions.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, callback) => {
    const local = isLocalRequest(details.url);
    if (!local) log.warn('A network request of the window was refused.', { url: details.url });
    callback({ cancel: !local });
  });
}

function refuseNavigation(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }, url: string): void => {
    // A reload of our own page is the one navigation there is.
    if (isOurPage(url)) return;
    event.preventDefault();
  };
  contents.on('will-navigate', (event, url) => refuse(event, url));
  contents.on('will-redirect', (event, url) => refuse(event, url));
  contents.on('will-frame-navigate', (event) => refuse(event, event.url));
  // about:blank is entered without asking. Nothing there is trusted, so no harm is done, but the person wants their window.
  contents.on('did-navigate', (_event, url) => {
    if (!isOurPage(url)) void contents.loadURL(appUrl);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Navigation, new windows and webviews, for every page there ever is. */
export function hardenContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => refuseNavigation(contents));
}
