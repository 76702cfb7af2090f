import { AppError } from '../../src-shared/errors/app-error.ts';
import { assertNever } from '../../src-shared/lib/assert-never.ts';
import {
  packCalls,
  type PackEntry,
  type PackOffer,
  type PackSummary,
  type PackSurvey,
  type PackTask,
} from '../../src-shared/ipc/packs.ts';
import type { EventName, EventPayload } from '../../src-shared/ipc/contract.ts';

type PackCallName = keyof typeof packCalls;

export function isPackCall(name: string): name is PackCallName {
  return Object.hasOwn(packCalls, name);
}

const memory = { least: 0.2e9, full: 0.4e9, onCard: 0.1e9 };
const machine = { memoryBytes: 16 * 1024 ** 3, card: null };
const licence = 'You may make films with this model.\n\nYou may not say that you drew them by hand.';

function entryOf({ id, name, version }: PackSummary): PackEntry {
  return {
    id,
    name,
    version,
    licence: 'Apache-2.0',
    description: 'Draft model for animatics: two-second windows of a flat, layered world.',
    origin: 'embedded',
    bytes: 46e6,
    state: 'verified',
    memory,
  };
}

/** A model that can be installed, under a licence of its own. */
const offered: PackOffer = {
  offer: `offer-${'1'.repeat(32)}`,
  id: 'landscape',
  name: 'Landscape',
  version: '2.1',
  description: 'Wide shots of land and sky.',
  licence: 'Landscape Community Licence',
  licenceText: licence,
  mustAccept: true,
  installed: false,
  bytes: 5.4e9,
  bytesToBring: 5.4e9,
  location: { name: 'packs', usual: true, freeBytes: 212 * 1024 ** 3 },
  enoughDisk: true,
  memory: { least: 6e9, full: 9e9, onCard: 7e9 },
  operations: {
    generate: { native: true },
    animate: { native: false, reason: 'This model starts from words alone.' },
  },
};

/** The part of the stand-in that installs and removes models. */
export function createFakePacks(
  packs: readonly PackSummary[],
  emit: <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void,
  wait: (ms: number) => Promise<void>,
) {
  let usable = [...packs];
  let entries = packs.map(entryOf);
  let tasks: PackTask[] = [];
  const cancelled = new Set<string>();

  function tell(task: PackTask): void {
    tasks = [...tasks.filter(({ offer }) => offer !== task.offer), task];
    emit('packs.task', task);
  }

  async function bring(task: PackTask): Promise<void> {
    for (let part = 0; part < 4; part += 1) {
      await wait(200);
      if (cancelled.delete(task.offer)) {
        tell({ ...task, done: (task.total * part) / 4, state: 'cancelled' });
        return;
      }
      tell({ ...task, done: (task.total * (part + 1)) / 4 });
    }
    tell({ ...task, done: task.total, state: 'done' });
    tasks = [];
    const [first] = usable;
    if (first !== undefined) usable = [...usable, { ...first, id: offered.id, name: offered.name }];
    const { id, name, version, description, bytes, memory: needed } = offered;
    const entry: PackEntry = {
      id,
      name,
      version,
      licence: offered.licence,
      description,
      origin: 'installed',
      bytes,
      state: 'verified',
      memory: needed,
    };
    entries = [...entries, entry];
    emit('packs.changed', {});
  }

  return (name: PackCallName, given: unknown): unknown => {
    switch (name) {
      case 'packs.list':
        return usable;
      case 'packs.survey': {
        const { location } = offered;
        const survey: PackSurvey = { packs: entries, broken: [], unfinished: [], tasks, location, machine };
        return survey;
      }
      case 'packs.details': {
        const id = packCalls['packs.details'].input.parse(given);
        const pack = usable.find((each) => each.id === id);
        if (pack === undefined) throw new AppError('pack.missing', 'That pack is no longer on this machine.');
        return {
          id,
          card: 'Made from renders of a small world.',
          licenceText: licence,
          accepted: false,
          operations: pack.operations,
          files: [{ name: 'denoiser.onnx', bytes: 8e6 }],
          sizes: pack.cost.sizes,
          window: pack.window,
          rate: pack.rate,
          stages: [{ name: 'denoise', bytes: 0.3e9 }],
        };
      }
      case 'packs.offerFolder':
      case 'packs.offerAddress':
      case 'packs.offerUnfinished':
      case 'packs.offerAgain':
        return offered;
      case 'packs.install': {
        const { offer } = packCalls['packs.install'].input.parse(given);
        const before = tasks.find((task) => task.offer === offer)?.done ?? 0;
        const { id, name: called, version, bytes: total } = offered;
        const task: PackTask = {
          offer,
          id,
          name: called,
          version,
          state: 'running',
          done: before,
          total,
          resumes: true,
        };
        tell(task);
        void bring(task);
        return task;
      }
      case 'packs.cancel':
        cancelled.add(packCalls['packs.cancel'].input.parse(given));
        return undefined;
      case 'packs.dismiss':
        tasks = [];
        emit('packs.changed', {});
        return undefined;
      case 'packs.remove': {
        const id = packCalls['packs.remove'].input.parse(given);
        usable = usable.filter((pack) => pack.id !== id);
        entries = entries.filter((pack) => pack.id !== id);
        emit('packs.changed', {});
        return undefined;
      }
      case 'packs.chooseLocation':
        return false;
      case 'packs.verify':
      case 'packs.stopOffer':
      case 'packs.discard':
      case 'packs.reveal':
        return undefined;
      default:
        return assertNever(name);
    }
  };
}
