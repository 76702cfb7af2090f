import type { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { machineSchema } from '../../../src-shared/ipc/contract.ts';
import type { PackSummary } from '../../../src-shared/ipc/packs.ts';
import type { Run } from '../../features/generate/estimate.ts';

export type Machine = z.infer<typeof machineSchema>;

/** What the window was told about the machine and the models, and what it learnt from earlier runs. */
export interface FactsState {
  readonly machine: Machine | undefined;
  readonly packs: readonly PackSummary[] | undefined;
  readonly runs: readonly Run[];
  /** Library files that are gone, or are no longer what they were. */
  readonly offline: ReadonlyMap<MediaId, 'missing' | 'changed'>;
  /** Library files whose proxy is being made: until then they can't be played. */
  readonly preparing: ReadonlySet<MediaId>;
  /** Grows when files that could not be shown can be: whatever remembers that they could not be shown forgets it. */
  readonly mended: number;
}

export type FactsStore = StoreApi<FactsState>;

export function createFactsStore(runs: readonly Run[]): FactsStore {
  return createStore<FactsState>()(() => ({
    machine: undefined,
    packs: undefined,
    runs,
    offline: new Map(),
    preparing: new Set(),
    mended: 0,
  }));
}
