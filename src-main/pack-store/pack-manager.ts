import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { AppError, cancelledError, isCancelled, toErrorData } from '../../src-shared/errors/app-error.ts';
import type { EventPayload } from '../../src-shared/ipc/contract.ts';
import type {
  PackDetails,
  PackOffer as OfferView,
  PackSurvey,
  PackTask,
} from '../../src-shared/ipc/packs.ts';
import { shownName } from '../files/failures.ts';
import type { Vfs } from '../files/vfs.ts';
import { surveyFolders, type ListedPack } from '../packs/list-packs.ts';
import { createEmitter, type Emitter } from '../platform/emitter.ts';
import type { GraphicsMemory } from '../platform/graphics-memory.ts';
import { totalMemory } from '../platform/memory.ts';
import { folderSource } from './folder-source.ts';
import { installOffer, reserveBytes } from './install-pack.ts';
import { readOffer } from './offer.ts';
import { createPackChecks } from './pack-checks.ts';
import type { PackFolders } from './pack-folders.ts';
import type { PackSource } from './pack-source.ts';
import { brokenView, detailsOf, entryOf, offerView, unfinishedView } from './pack-views.ts';
import type { OfferFacts } from './pack-views.ts';
import { removePack } from './remove-pack.ts';
import type { StoreDeps } from './store.ts';
import { discardUnfinished, listUnfinished } from './unfinished.ts';
import { urlSource } from './url-source.ts';

/** What the window's pack manager does; everything it answers is for the window to see. */
export interface PackManager {
  readonly task: Emitter<EventPayload<'packs.task'>>;
  readonly check: Emitter<EventPayload<'packs.check'>>;
  readonly changed: Emitter<EventPayload<'packs.changed'>>;
  survey(): Promise<PackSurvey>;
  details(id: string): Promise<PackDetails>;
  verify(id: string): Promise<void>;
  /** @param folder from a dialog of main's own, never from the window */
  offerFolder(folder: string): Promise<OfferView>;
  offerAddress(address: string): Promise<OfferView>;
  offerUnfinished(key: string): Promise<OfferView>;
  offerAgain(id: string): Promise<OfferView>;
  stopOffer(): void;
  install(id: string, acceptLicence: boolean): Promise<PackTask>;
  cancel(id: string): void;
  /** Takes an installation that has ended off the list; what was brought of it goes too. */
  dismiss(id: string): Promise<void>;
  discard(key: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** @param folder from a dialog of main's own */
  chooseLocation(folder: string): Promise<void>;
  /** The folder that takes the next pack. */
  location(): Promise<string>;
  dispose(): Promise<void>;
}

export interface PackManagerDeps {
  readonly vfs: Vfs;
  readonly folders: PackFolders;
  readonly open: () => Promise<StoreDeps>;
  readonly embedded: string;
  readonly graphics: () => Promise<GraphicsMemory | undefined>;
  /** A shot is being made with this pack. */
  readonly isUsed: (id: string) => boolean;
}

/** Packs are kept in a folder of their own, whatever else lies in the one that was chosen. */
const ownFolder = 'Kinoloom packs';

/** Parts of a whole at which news of an installation are told. */
const newsParts = 200;

interface Running {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export function createPackManager({
  vfs,
  folders,
  open,
  embedded,
  graphics,
  isUsed,
}: PackManagerDeps): PackManager {
  const task = createEmitter<EventPayload<'packs.task'>>();
  const check = createEmitter<EventPayload<'packs.check'>>();
  const changed = createEmitter<EventPayload<'packs.changed'>>();
  const checks = createPackChecks({
    onProgress: ({ manifest }, done, total) => check.emit({ id: manifest.id, done, total }),
    onChange: () => changed.emit({}),
  });
  const offers = new Map<string, OfferFacts>();
  const tasks = new Map<string, PackTask>();
  const running = new Map<string, Running>();
  let looking: AbortController | undefined;
  let card: Promise<GraphicsMemory | undefined> | undefined;

  async function find(id: string): Promise<ListedPack> {
    const { packs } = await surveyFolders(await folders.all());
    const found = packs.find(({ manifest }) => manifest.id === id);
    if (found !== undefined) return found;
    throw new AppError('pack.missing', 'That pack is no longer on this machine.');
  }

  async function locationOf(deps: StoreDeps): Promise<OfferView['location']> {
    return {
      name: shownName(deps.folder),
      usual: deps.folder === folders.usual,
      freeBytes: (await deps.freeBytes(deps.folder)) ?? null,
    };
  }

  function offerOf(id: string): OfferFacts {
    const found = offers.get(id);
    if (found !== undefined) return found;
    throw new AppError('pack.missing', 'That offer is no longer there.', { hint: 'Choose the pack again.' });
  }

  async function view(facts: OfferFacts): Promise<OfferView> {
    const deps = await open();
    return offerView(deps, facts, await locationOf(deps), reserveBytes);
  }

  /** Looks at what a source offers; a new look ends the one before. */
  async function look(source: PackSource, accepted?: string): Promise<OfferView> {
    looking?.abort();
    const stop = new AbortController();
    looking = stop;
    const offer = await readOffer(await open(), source, stop.signal);
    if (stop.signal.aborted) throw cancelledError();
    const id = `offer-${randomBytes(16).toString('hex')}`;
    const facts = { id, source, offer, accepted };
    offers.set(id, facts);
    return view(facts);
  }

  function tell(next: PackTask): void {
    tasks.set(next.offer, next);
    task.emit(next);
  }

  async function run(facts: OfferFacts, begun: PackTask, acceptLicence: boolean, signal: AbortSignal) {
    let last = begun;
    let told = -1;
    try {
      const { folder, manifest } = await installOffer(
        await open(),
        facts.source,
        facts.offer,
        { acceptLicence },
        {
          bytes(done, total) {
            last = { ...last, done, total };
            const part = Math.floor((done / Math.max(1, total)) * newsParts);
            if (part === told) return;
            told = part;
            tell(last);
          },
        },
        signal,
      );
      await checks.noteVerified({ folder, manifest });
      tell({ ...last, state: 'done', done: last.total });
      // From here on it is a pack like any other.
      tasks.delete(facts.id);
    } catch (error) {
      const keeps = facts.source.resumes && (isCancelled(error) || toErrorData(error).retryable);
      const part = { ...last, resumes: keeps, done: keeps ? last.done : 0 };
      if (isCancelled(error)) tell({ ...part, state: 'cancelled' });
      else tell({ ...part, state: 'failed', error: toErrorData(error) });
    } finally {
      running.delete(facts.id);
      changed.emit({});
    }
  }

  return {
    task,
    check,
    changed,

    async survey() {
      const deps = await open();
      const { packs, broken } = await surveyFolders(await folders.all());
      const entries = packs.map(async (pack) => {
        const isEmbedded = pack.folder === join(embedded, basename(pack.folder));
        return entryOf(pack, await checks.state(pack), isEmbedded ? 'embedded' : 'installed');
      });
      // What is at work here, or was a moment ago, stands in the list as a task.
      const known = new Set([...tasks.keys()].map((id) => offers.get(id)?.offer.name));
      const unfinished = (await listUnfinished(deps)).filter(({ key }) => !known.has(key));
      card ??= graphics();
      return {
        packs: await Promise.all(entries),
        broken: broken.map(brokenView),
        unfinished: unfinished.map(unfinishedView),
        tasks: [...tasks.values()],
        location: await locationOf(deps),
        machine: { memoryBytes: totalMemory(), card: (await card) ?? null },
      };
    },

    details: async (id) => detailsOf(await find(id), vfs),
    async verify(id) {
      void checks.verify(await find(id));
    },

    offerFolder: (folder) => look(folderSource(folder)),
    offerAddress: async (address) => look(urlSource(address)),
    async offerUnfinished(key) {
      const found = (await listUnfinished(await open())).find((each) => each.key === key);
      if (found === undefined) throw new AppError('pack.missing', 'That download is no longer there.');
      return look(urlSource(found.address), found.accepted);
    },
    offerAgain: (id) => view(offerOf(id)),
    stopOffer: () => looking?.abort(),

    async install(id, acceptLicence) {
      const facts = offerOf(id);
      const before = tasks.get(id);
      if (running.has(id) && before !== undefined) return before;
      const { offer, bytes, bytesToBring, mustAccept, name, version, id: packId } = await view(facts);
      if (mustAccept && !acceptLicence) {
        throw new AppError('pack.licence', `“${name}” is used under a licence you have to accept first.`);
      }
      const begun: PackTask = {
        offer,
        id: packId,
        name,
        version,
        state: 'running',
        done: bytes - bytesToBring,
        total: bytes,
        resumes: facts.source.resumes,
      };
      const stop = new AbortController();
      tell(begun);
      // Whoever goes on with a download accepted its licence when it began.
      const wasAccepted = facts.offer.manifest.licenceText?.mustAccept === true && !mustAccept;
      const ended = run(facts, begun, acceptLicence || wasAccepted, stop.signal);
      running.set(id, { stop, ended });
      return begun;
    },
    cancel: (id) => running.get(id)?.stop.abort(),
    async dismiss(id) {
      if (running.has(id)) return;
      tasks.delete(id);
      const facts = offers.get(id);
      if (facts?.source.resumes === true) await discardUnfinished(await open(), facts.offer.name);
      changed.emit({});
    },

    async discard(key) {
      for (const [id, { offer }] of offers) {
        if (offer.name === key && !running.has(id)) tasks.delete(id);
      }
      await discardUnfinished(await open(), key);
      changed.emit({});
    },
    async remove(id) {
      if (isUsed(id)) {
        throw new AppError('pack.busy', 'A shot is being made with this pack right now.', {
          hint: 'Wait until it is done, or cancel it, then remove the pack.',
        });
      }
      await removePack(await open(), id);
      changed.emit({});
    },

    async chooseLocation(folder) {
      const isOurs = basename(folder) === ownFolder || folder === folders.usual;
      await folders.choose(isOurs ? folder : join(folder, ownFolder));
      changed.emit({});
    },
    location: async () => (await open()).folder,

    async dispose() {
      looking?.abort();
      checks.dispose();
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}
