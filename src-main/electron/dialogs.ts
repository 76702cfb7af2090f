import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import { exportEndings, mediaEndings, storyboardEndings } from './file-kinds.ts';

/** The questions only the system may ask. Undefined = the person thought better of it. */
export interface Dialogs {
  chooseProject(): Promise<string | undefined>;
  nameProject(suggestion: string): Promise<string | undefined>;
  /** A project bundled in one file. */
  chooseBundle(): Promise<string | undefined>;
  nameBundle(suggestion: string): Promise<string | undefined>;
  chooseMedia(): Promise<readonly string[]>;
  /** A list of shots or a screenplay. */
  chooseStoryboard(): Promise<string | undefined>;
  /** A folder to look for missing media in. */
  chooseFolder(): Promise<string | undefined>;
  nameExport(suggestion: string): Promise<string | undefined>;
  /** The folder of a model pack to install. */
  choosePack(): Promise<string | undefined>;
  /** Where packs shall lie from now on. */
  choosePackLocation(): Promise<string | undefined>;
}

const bundles = [{ name: 'Bundled Kinoloom project', extensions: ['kinoloomz'] }];

/** The system's own dialogs, attached to the window. */
export function systemDialogs(windowOf: () => BrowserWindow): Dialogs {
  async function folder(title: string, buttonLabel: string, canMake = false): Promise<string | undefined> {
    const answer = await dialog.showOpenDialog(windowOf(), {
      title,
      buttonLabel,
      properties: canMake ? ['openDirectory', 'createDirectory'] : ['openDirectory'],
    });
    return answer.canceled ? undefined : answer.filePaths[0];
  }

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
    async chooseStoryboard() {
      const answer = await dialog.showOpenDialog(windowOf(), {
        title: 'Open list of shots',
        buttonLabel: 'Open',
        filters: [{ name: 'Lists and screenplays', extensions: [...storyboardEndings] }],
        properties: ['openFile'],
      });
      return answer.canceled ? undefined : answer.filePaths[0];
    },
    chooseFolder: () => folder('Find missing media', 'Search here'),
    choosePack: () => folder('Install a model from its folder', 'Look at it'),
    choosePackLocation: () => folder('Where models lie from now on', 'Use this folder', true),
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
