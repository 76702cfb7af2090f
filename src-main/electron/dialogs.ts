import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import { exportEndings, mediaEndings } from './file-kinds.ts';

/** The questions only the system may ask. Undefined = the person thought better of it. */
export interface Dialogs {
  chooseProject(): Promise<string | undefined>;
  nameProject(suggestion: string): Promise<string | undefined>;
  /** A project bundled in one file. */
  chooseBundle(): Promise<string | undefined>;
  nameBundle(suggestion: string): Promise<string | undefined>;
  chooseMedia(): Promise<readonly string[]>;
  /** A folder to look for missing media in. */
  chooseFolder(): Promise<string | undefined>;
  nameExport(suggestion: string): Promise<string | undefined>;
}

const bundles = [{ name: 'Bundled Kinoloom project', extensions: ['kinoloomz'] }];

/** The system's own dialogs, attached to the window. */
export function systemDialogs(windowOf: () => BrowserWindow): Dialogs {
  return {
    async chooseProject() {
      const answer = await dialog.showOpenDialog(windowOf(), {
        title: 'Open project',
        buttonLabel: 'Open',
        // A project is a folder; on macOS it looks like a file once the app has registered its ending.
        properties: process.platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openDirectory'],
      });
      return answer.canceled ? undefined : answer.filePaths[0];
    },
    async nameProject(suggestion) {
      const answer = await dialog.showSaveDialog(windowOf(), {
        title: 'Save project',
        defaultPath: suggestion,
        filters: [{ name: 'Kinoloom project', extensions: ['kinoloom'] }],
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      return answer.canceled ? undefined : answer.filePath;
    },
    async chooseBundle() {
      const answer = await dialog.showOpenDialog(windowOf(), {
        title: 'Open bundled project',
        buttonLabel: 'Open',
        filters: bundles,
        properties: ['openFile'],
      });
      return answer.canceled ? undefined : answer.filePaths[0];
    },
    async nameBundle(suggestion) {
      const answer = await dialog.showSaveDialog(windowOf(), {
        title: 'Bundle project',
        defaultPath: suggestion,
        filters: bundles,
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      return answer.canceled ? undefined : answer.filePath;
    },
    async chooseMedia() {
      const answer = await dialog.showOpenDialog(windowOf(), {
        title: 'Import',
        buttonLabel: 'Import',
        filters: [
          { name: 'Video and images', extensions: [...mediaEndings] },
          { name: 'All files', extensions: ['*'] },
        ],
        properties: ['openFile', 'multiSelections'],
      });
      return answer.canceled ? [] : answer.filePaths;
    },
    async chooseFolder() {
      const answer = await dialog.showOpenDialog(windowOf(), {
        title: 'Find missing media',
        buttonLabel: 'Search here',
        properties: ['openDirectory'],
      });
      return answer.canceled ? undefined : answer.filePaths[0];
    },
    async nameExport(suggestion) {
      const answer = await dialog.showSaveDialog(windowOf(), {
        title: 'Deliver',
        defaultPath: suggestion,
        filters: exportEndings.map((extension) => ({
          name: extension.toUpperCase(),
          extensions: [extension],
        })),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      return answer.canceled ? undefined : answer.filePath;
    },
  };
}
