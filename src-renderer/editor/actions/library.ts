import type { Media } from '../../../src-shared/project/schema.ts';
import type { Studio } from '../studio.ts';

function welcome(studio: Studio, media: readonly Media[]): readonly Media[] {
  // The event says the same; whichever comes first, the item can be used from here on.
  if (media.length > 0) studio.project.mergeLibrary({ media: [...media], results: {} });
  const [first] = media;
  if (first !== undefined) {
    const said =
      media.length === 1
        ? studio.text('library.importedOne', { name: first.name })
        : studio.text('library.imported', { count: media.length });
    studio.messages.say(said);
    studio.messages.speak(said);
  }
  return media;
}

/** Shows the system's dialog and takes what is chosen into the library. */
export async function importByDialog(studio: Studio): Promise<void> {
  welcome(studio, await studio.bridge.call('library.import'));
}

/** Takes dropped files into the library. Nothing is placed. */
export async function importFiles(studio: Studio, files: readonly File[]): Promise<readonly Media[]> {
  if (files.length === 0) return [];
  studio.messages.say(studio.text('library.importing', { count: files.length }));
  const tokens = await studio.bridge.tokensOf(files);
  if (tokens.length === 0) {
    studio.messages.say(studio.text('drop.notMedia'));
    return [];
  }
  return welcome(studio, await studio.bridge.call('library.importDropped', [...tokens]));
}
