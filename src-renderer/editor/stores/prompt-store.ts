import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Aspect } from '../../../src-shared/generation/request.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';

/** What the shot starts from, besides words. */
export type Condition =
  | { readonly kind: 'none' }
  | { readonly kind: 'first-frame'; readonly image: MediaId }
  | { readonly kind: 'continue'; readonly source: MediaId };

export interface PromptState {
  readonly prompt: string;
  readonly negative: string;
  readonly seconds: number | null;
  /** null = the project's. */
  readonly aspect: Aspect | null;
  readonly quality: 'draft' | 'final';
  /** Decimal string; empty = drawn at random. */
  readonly seed: string;
  readonly steps: number | null;
  readonly guidance: number | null;
  readonly condition: Condition;
  /** How much of a clip a restyle gives up, 0 to 1. */
  readonly strength: number;
  readonly advancedOpen: boolean;
  /** Raised to ask the prompt field to take the focus. */
  readonly focusTurn: number;
}

export type PromptStore = StoreApi<PromptState>;

export const firstPrompt: PromptState = {
  prompt: '',
  negative: '',
  seconds: 2,
  aspect: null,
  quality: 'final',
  seed: '',
  steps: null,
  guidance: null,
  condition: { kind: 'none' },
  strength: 0.6,
  advancedOpen: false,
  focusTurn: 0,
};

export function createPromptStore(initial: Partial<PromptState> = {}): PromptStore {
  return createStore<PromptState>()(() => ({ ...firstPrompt, ...initial }));
}
