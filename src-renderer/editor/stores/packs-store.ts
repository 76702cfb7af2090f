import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorData } from '../../../src-shared/errors/app-error.ts';
import type { PackDetails, PackOffer, PackSurvey } from '../../../src-shared/ipc/packs.ts';

/** What the pack manager shows. */
export type PacksPage =
  | { readonly kind: 'list' }
  /** Absent details are still being read. */
  | { readonly kind: 'details'; readonly id: string; readonly details?: PackDetails }
  | { readonly kind: 'offer'; readonly offer: PackOffer };

export interface PacksState {
  /** undefined = not asked yet. */
  readonly survey: PackSurvey | undefined;
  readonly page: PacksPage;
  /** How far the hashing of a pack is, by its id. */
  readonly checks: ReadonlyMap<string, { readonly done: number; readonly total: number }>;
  /** An address or a folder is being looked at. */
  readonly looking: boolean;
  /** Why the last look found nothing. */
  readonly problem: ErrorData | null;
}

export type PacksStore = StoreApi<PacksState>;

export function createPacksStore(): PacksStore {
  return createStore<PacksState>()(() => ({
    survey: undefined,
    page: { kind: 'list' },
    checks: new Map(),
    looking: false,
    problem: null,
  }));
}
