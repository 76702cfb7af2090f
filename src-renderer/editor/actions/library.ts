import { branded } from '../../../src-shared/lib/brand.ts';
import type { CallInput } from '../../../src-shared/ipc/contract.ts';
import type { Bin, Media } from '../../../src-shared/project/schema.ts';
import type { Studio } from '../studio.ts';
import { documentOf } from './commit.ts';

function welcome(studio: Studio, media: readonly Media[], known: ReadonlySet<string>): readonly Media[] {
  // The same contents have the same item: what is there already is said, not added twice.
  const again = media.filter(({ id }) => known.has(id));
  if (again.length > 0) {
    const name = again[0]?.name ?? '';
    studio.messages.toast({
      text: studio.text('library.duplicates', { count: again.length, name }),
      tone: 'plain',
    });
  }
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

function knownMedia(studio: Studio): ReadonlySet<string> {
  return new Set(Object.keys(documentOf(studio)?.media ?? {}));
}

/** Shows the system's dialog and takes what is chosen into the library. */
export async function importByDialog(studio: Studio): Promise<void> {
  const known = knownMedia(studio);
  welcome(studio, await studio.bridge.call('library.import'), known);
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
  const known = knownMedia(studio);
  return welcome(studio, await studio.bridge.call('library.importDropped', [...tokens]), known);
}

/** Takes what the clipboard holds into the library: files that were copied, and pictures that are none. */
export async function importPasted(studio: Studio, files: readonly File[]): Promise<void> {
  const known = knownMedia(studio);
  studio.messages.say(studio.text('library.importing', { count: files.length }));
  const tokens: string[] = [];
  const pictures: Uint8Array<ArrayBuffer>[] = [];
  for (const file of files) {
    const own = await studio.bridge.tokensOf([file]);
    tokens.push(...own);
    if (own.length === 0) pictures.push(new Uint8Array(await file.arrayBuffer()));
  }
  if (tokens.length > 0) welcome(studio, await studio.bridge.call('library.importDropped', tokens), known);
  if (pictures.length > 0) welcome(studio, await studio.bridge.call('library.importPasted', pictures), known);
}

/** What a person says about a file; null takes it away. */
export type MediaChange = Omit<CallInput<'library.update'>, 'mediaId'>;

export function changeMedia(studio: Studio, mediaId: Media['id'], change: MediaChange): void {
  studio.bridge
    .call('library.update', { mediaId, ...change })
    .then((media) => studio.project.mergeLibrary({ media: [media], results: {} }))
    .catch((error: unknown) => studio.report(error));
}

function setBins(studio: Studio, bins: readonly Bin[]): void {
  studio.bridge
    .call('library.setBins', [...bins])
    .then(() => studio.project.mergeLibrary({ media: [], results: {}, bins: [...bins] }))
    .catch((error: unknown) => studio.report(error));
}

export function addBin(studio: Studio, name: string, parent: Bin['id'] | null): void {
  const id = branded<Bin['id']>(studio.ids.clip().replace('clip', 'bin'));
  const bins = documentOf(studio)?.bins ?? [];
  setBins(studio, [...bins, { id, name, ...(parent === null ? {} : { parent }) }]);
}

export function renameBin(studio: Studio, id: Bin['id'], name: string): void {
  setBins(
    studio,
    (documentOf(studio)?.bins ?? []).map((bin) => (bin.id === id ? { ...bin, name } : bin)),
  );
}

/** Takes a bin away; what was in it is at the top again, as are its bins. */
export function removeBin(studio: Studio, id: Bin['id']): void {
  setBins(
    studio,
    (documentOf(studio)?.bins ?? []).filter((bin) => bin.id !== id),
  );
}

/** Asks which files are gone and remembers it. */
export async function lookForMissing(studio: Studio): Promise<void> {
  const gone = await studio.bridge.call('library.offline');
  const offline = new Map(gone.map(({ mediaId, reason }) => [mediaId, reason]));
  studio.facts.setState(({ offline: before, mended }) => {
    const isBack = [...before.keys()].some((id) => !offline.has(id));
    return { offline, mended: isBack ? mended + 1 : mended };
  });
}

/** Searches a folder the person chooses for the files that are gone. */
export async function relinkMissing(studio: Studio): Promise<void> {
  const report = await studio.bridge.call('library.relink');
  if (report === null) return;
  await lookForMissing(studio);
  const said = studio.text('library.relinked', {
    count: report.relinked.length,
    missing: report.missing.length,
  });
  studio.messages.say(said);
  studio.messages.speak(said);
}
