import { join } from 'node:path';
import { BrowserWindow, screen } from 'electron';
import type { Rectangle } from 'electron';
import type { Settings } from '../settings/settings.ts';
import { appUrl } from './origin.ts';

const defaultSize = { width: 1440, height: 900 };
const minimumSize = { width: 1180, height: 720 };

/** A remembered place counts only while enough of it is on a screen that is there now. */
function isVisible(place: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(place);
  const seenWidth =
    Math.min(place.x + place.width, workArea.x + workArea.width) - Math.max(place.x, workArea.x);
  const seenHeight =
    Math.min(place.y + place.height, workArea.y + workArea.height) - Math.max(place.y, workArea.y);
  return seenWidth >= 200 && seenHeight >= 100;
}

/** Makes the one window of the built programs in `programs`, hidden: it is shown by `showInPlace`. */
export function createWindow(programs: string): BrowserWindow {
  return new BrowserWindow({
    ...defaultSize,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    backgroundColor: '#161616',
    title: 'Kinoloom',
    // Windows and macOS take it from the program itself.
    ...(process.platform === 'linux' ? { icon: join(pageFolderOf(programs), 'icon.png') } : {}),
    webPreferences: {
      preload: join(programs, '..', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      webSecurity: true,
    },
  });
}

/** Loads our page; the answer is fulfilled when it has loaded, or when the window was closed before. */
export async function loadPage(window: BrowserWindow): Promise<void> {
  const { webContents } = window;
  await window.loadURL(appUrl).catch((error: unknown) => {
    // Closed before its page was there: that is an end, not a failure. The contents go before the window does.
    if (!webContents.isDestroyed()) throw error;
  });
}

/** Puts the window where it stood last time and shows it once the page has drawn, so that nobody sees it white. */
export async function showInPlace(
  window: BrowserWindow,
  drawn: Promise<void>,
  settings: Settings,
): Promise<void> {
  const { window: place } = await settings.get();
  if (window.isDestroyed()) return;
  if (place !== undefined) {
    if (isVisible(place)) window.setBounds(place);
    else window.setSize(place.width, place.height);
  }
  window.on('close', () => {
    // A maximised or full-screen window remembers the size it goes back to.
    void settings.change({ window: window.getNormalBounds() });
  });
  await drawn;
  if (!window.isDestroyed()) window.show();
}

/** Fulfilled when the page has drawn for the first time. */
export function whenDrawn(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    window.once('ready-to-show', () => resolve());
    window.once('closed', () => resolve());
  });
}

export function pageFolderOf(programs: string): string {
  return join(programs, '..', 'renderer');
}
