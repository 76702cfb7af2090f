import { contextBridge, ipcRenderer } from 'electron';
import * as electron from 'electron';
import type { PreloadSurface } from '../../../src-shared/ipc/contract.ts';
import { wire } from '../channels.ts';

/**
 * Path of a file the person dropped. `webUtils` exists from Electron 29, `File.path` until 31. Only real `File` objects
 * count: an object the page made up has no path, and a file it made in memory has an empty one.
 */
function pathOf(file: unknown): string {
  if (!(file instanceof File)) return '';
  // Typed as always there; on the oldest runtime we run on it is not.
  const webUtils: { getPathForFile(file: File): string } | undefined = electron.webUtils;
  if (webUtils !== undefined) return webUtils.getPathForFile(file);
  return 'path' in file && typeof file.path === 'string' ? file.path : '';
}

const surface: PreloadSurface = {
  call: (name, input) => ipcRenderer.invoke(wire.call, name, input),
  on(name, listener) {
    // The event object stays here: it would hand the page a way to `ipcRenderer`.
    const receive = (_event: unknown, sentName: unknown, payload: unknown): void => {
      if (sentName === name) listener(payload);
    };
    ipcRenderer.on(wire.event, receive);
    return () => void ipcRenderer.removeListener(wire.event, receive);
  },
  async tokensOf(files) {
    const tokens: unknown = await ipcRenderer.invoke(wire.grant, files.map(pathOf));
    return Array.isArray(tokens) ? tokens.filter((token): token is string => typeof token === 'string') : [];
  },
};

contextBridge.exposeInMainWorld('kinoloom', surface);
