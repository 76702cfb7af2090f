import type { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { machineSchema, PackSummary } from '../../../src-shared/ipc/contract.ts';
import type { Run } from '../../features/generate/estimate.ts';

export type Machine = z.infer<typeof machineSchema>;

/** What the window was told about the machine and the models, and what it learnt from earlier runs. */
export interface FactsState {
  readonly machine: Machine | undefined;
  readonly packs: readonly PackSummary[] | undefined;
  readonly runs: readonly Run[];
}

export type FactsStore = StoreApi<FactsState>;

export function createFactsStore(runs: readonly Run[]): FactsStore {
  return createStore<FactsState>()(() => ({ machine: undefined, packs: undefined, runs }));
}
