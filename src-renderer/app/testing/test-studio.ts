import { createBridge } from '../../bridge/client.ts';
import { createFakeMain, type FakeMain, type FakeOptions } from '../../bridge/fake.ts';
import { followPacks } from '../../features/packs/follow-packs.ts';
import { followMain } from '../../editor/job-events.ts';
import { createIdSource } from '../../editor/new-id.ts';
import { createMemoryKeptText } from '../../editor/remembered.ts';
import type { Studio } from '../../editor/studio.ts';
import { createI18n, translateWith } from '../../i18n/i18n.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { createStudio } from '../create-studio.ts';
import { fillStudio } from '../start-studio.ts';

export interface TestStudio {
  readonly studio: Studio;
  readonly main: FakeMain;
  /** Lets the running jobs go on by one wait each. */
  step(): Promise<void>;
  /** Lets everything go on until `until` holds. */
  run(until: () => boolean): Promise<void>;
  /** The take has been loaded, or could not be. */
  readonly loads: { readonly id: string; readonly done: () => void; readonly failed: () => void }[];
  /** Fires the time limits that are still running. */
  timeOut(): void;
}

/** Lets promises that are already settled run their course. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** A studio over the stand-in for main, with every clock in the test's hand. */
export async function testStudio({
  recent,
  storyboard,
}: Pick<Partial<FakeOptions>, 'recent' | 'storyboard'> = {}): Promise<TestStudio> {
  let waiting: (() => void)[] = [];
  const timers = new Set<() => void>();
  const loads: TestStudio['loads'] = [];
  const main = createFakeMain({
    ...(recent === undefined ? {} : { recent }),
    ...(storyboard === undefined ? {} : { storyboard }),
    wait: () => new Promise((resolve) => void waiting.push(resolve)),
    film: {
      previewSize: { width: 2, height: 1 },
      make: () => Promise.resolve(),
      previews: () => [new Uint8Array(6), new Uint8Array(6)],
    },
    ingest: (file, id) => Promise.resolve(testMedia({ id, name: file.name, kind: 'image' })),
  });
  let number = 0;
  const studio = createStudio({
    bridge: createBridge(main),
    text: translateWith(createI18n()),
    kept: createMemoryKeptText(),
    isMac: false,
    ids: createIdSource(() => String((number += 1)).padStart(4, '0')),
    after(_ms, act) {
      timers.add(act);
      return () => timers.delete(act);
    },
    load: (url) =>
      new Promise((resolve, reject) => {
        loads.push({ id: url, done: resolve, failed: () => reject(new Error('no picture')) });
      }),
  });
  followMain(studio);
  followPacks(studio);
  await fillStudio(studio);

  async function step(): Promise<void> {
    const due = waiting;
    waiting = [];
    for (const resolve of due) resolve();
    await settle();
  }
  return {
    studio,
    main,
    loads,
    step,
    async run(until) {
      for (let turn = 0; turn < 200 && !until(); turn += 1) await step();
      if (!until()) throw new Error('The studio did not get there in 200 steps');
    },
    timeOut() {
      for (const act of timers) act();
      timers.clear();
    },
  };
}

export function testMedia(part: Partial<Media> & { readonly id?: MediaId } = {}): Media {
  return {
    id: branded<MediaId>('media-a'),
    kind: 'video',
    name: 'Shot.mp4',
    file: 'media/shot.mp4',
    sha256: '0'.repeat(64),
    bytes: 10,
    width: 1280,
    height: 720,
    frames: frames(48),
    rate: { num: 24, den: 1 },
    hasAudio: false,
    provenance: { origin: 'imported' },
    ...part,
  };
}
