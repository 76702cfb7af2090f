import { join } from 'node:path';
import { BrowserWindow, screen } from 'electron';
import type { Rectangle } from 'electron';
import type { Settings } from '../settings/settings.ts';
import { appUrl } from './origin.ts';

const defaultSize = { width: 1440, height: 900 };
const minimumSize = { width: 1180, height: 720 };

/** A remembered place counts only while enough of it is on a screen that is there now. */
function visiblePlace(place: Rectangle | undefined): Partial<Rectangle> {
  if (place === undefined) return defaultSize;
  const { workArea } = screen.getDisplayMatching(place);
  const seenWidth =
    Math.min(place.x + place.width, workArea.x + workArea.width) - Math.max(place.x, workArea.x);
  const seenHeight =
    Math.min(place.y + place.height, workArea.y + workArea.height) - Math.max(place.y, workArea.y);
  return seenWidth >= 200 && seenHeight >= 100 ? place : { width: place.width, height: place.height };
}

/** Makes the one window; it shows itself when the page has drawn, so that nobody sees it white. */
export async function openWindow(settings: Settings, preloadPath: string): Promise<BrowserWindow> {
  const { window: place } = await settings.get();
  const window = new BrowserWindow({
    ...visiblePlace(place),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    backgroundColor: '#161616',
    title: 'Kinoloom',
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      webSecurity: true,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    // A maximised or full-screen window remembers the size it goes back to.
    void settings.change({ window: window.getNormalBounds() });
  });
  const { webContents } = window;
  await window.loadURL(appUrl).catch((error: unknown) => {
    // Closed before its page was there: that is an end, not a failure. The contents go before the window does.
    if (!webContents.isDestroyed()) throw error;
  });
  return window;
}

export function preloadPathOf(mainFolder: string): string {
  return join(mainFolder, '..', 'preload', 'index.cjs');
}
