import type { ProjectVersion, RecentProject } from '../../src-shared/ipc/contract.ts';
import type { PackSummary } from '../../src-shared/ipc/packs.ts';
import type { Machine } from '../editor/stores/facts-store.ts';

export const fakeMachine: Machine = {
  appVersion: '0.1.0',
  electron: '25.1.1',
  chrome: '114.0.5735.106',
  node: '18.15.0',
  processor: 'Sample processor',
  cores: 8,
  memoryBytes: 16 * 1024 ** 3,
  freeDiskBytes: 212 * 1024 ** 3,
};

const native = { native: true } as const;

export const fakePack: PackSummary = {
  id: 'animatic',
  name: 'Kinoloom Animatic',
  version: '0.1.0',
  window: 16,
  rate: { num: 8, den: 1 },
  aspects: ['16:9', '9:16', '1:1', '4:3', '21:9'],
  operations: { generate: native, animate: native, 'extend-forward': native, 'extend-backward': native },
  prompt: {
    settings: ['meadow', 'desert', 'ocean', 'mountains', 'city', 'forest'],
    times: ['dawn', 'day', 'sunset', 'night'],
    subjects: ['car', 'bus', 'train', 'boat', 'balloon', 'bird', 'dog', 'person', 'ball', 'rocket'],
    colours: ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'white'],
    actions: ['stands still', 'moves left', 'moves right', 'rises', 'falls', 'bounces'],
    cameras: ['static', 'pan left', 'pan right', 'zoom in', 'zoom out'],
    weathers: ['clear', 'snow'],
  },
  otherWords: {},
  steps: 12,
  guidance: 2.5,
  cost: {
    stages: [
      { name: 'words', weights: 23e6, perCell: 0, sees: 0, onProcessor: true },
      { name: 'denoise', weights: 8e6, perCell: 20_000, sees: 'all', onProcessor: false },
      { name: 'decode', weights: 9e6, perCell: 20_000, sees: 4, onProcessor: false },
    ],
    cellPixels: 64,
    group: 1,
    window: 16,
    rate: { num: 8, den: 1 },
    sizes: [
      { aspect: '16:9', width: 224, height: 128 },
      { aspect: '1:1', width: 160, height: 160 },
    ],
  },
};

/** A named project, and a draft that was never named. */
export const fakeRecent: readonly RecentProject[] = [
  {
    id: `recent-${'1'.repeat(32)}`,
    kind: 'project',
    name: 'Sea',
    changedAt: '2026-01-02T09:30:00.000Z',
    clips: 14,
    media: 9,
    firstClip: 'Waves',
    shown: false,
  },
  {
    id: `recent-${'2'.repeat(32)}`,
    kind: 'draft',
    name: 'Untitled',
    changedAt: '2026-01-01T18:05:00.000Z',
    clips: 1,
    media: 1,
    firstClip: 'A red balloon rises over a meadow at sunset',
    shown: false,
  },
];

/** The n-th save, one a minute. */
export function fakeVersion(index: number): ProjectVersion {
  const savedAt = new Date(Date.UTC(2026, 0, 1, 12, index)).toISOString();
  const stamp = savedAt.replaceAll(/[-:]|\.\d+/g, '');
  return { id: `00000000${index % 10}.save.${stamp}`, kind: 'save', savedAt, revision: index, bytes: 1000 };
}
