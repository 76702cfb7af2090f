import type { Services } from '../compose.ts';
import type { Dialogs } from './dialogs.ts';
import type { Handlers } from './ipc-router.ts';

type PackCalls = Extract<keyof Handlers, `packs.${string}`>;

/** What the calls of the pack manager do. Folders come from dialogs of main's own, never from the window. */
export function createPackHandlers(
  { packs, packManager: manager }: Pick<Services, 'packs' | 'packManager'>,
  dialogs: Dialogs,
  reveal: (path: string) => void,
): Pick<Handlers, PackCalls> {
  return {
    'packs.list': () => packs(),
    'packs.survey': () => manager.survey(),
    'packs.details': (id) => manager.details(id),
    'packs.verify': (id) => manager.verify(id),
    async 'packs.offerFolder'() {
      const folder = await dialogs.choosePack();
      return folder === undefined ? null : manager.offerFolder(folder);
    },
    'packs.offerAddress': ({ address }) => manager.offerAddress(address),
    'packs.offerUnfinished': (key) => manager.offerUnfinished(key),
    'packs.offerAgain': (offer) => manager.offerAgain(offer),
    'packs.stopOffer': async () => manager.stopOffer(),
    'packs.install': ({ offer, acceptLicence }) => manager.install(offer, acceptLicence),
    'packs.cancel': async (offer) => manager.cancel(offer),
    'packs.dismiss': (offer) => manager.dismiss(offer),
    'packs.discard': (key) => manager.discard(key),
    'packs.remove': (id) => manager.remove(id),
    async 'packs.chooseLocation'() {
      const folder = await dialogs.choosePackLocation();
      if (folder === undefined) return false;
      await manager.chooseLocation(folder);
      return true;
    },
    'packs.reveal': async () => reveal(await manager.location()),
  };
}
