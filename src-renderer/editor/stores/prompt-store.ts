import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Aspect } from '../../../src-shared/generation/request.ts';
import type { MediaId, TrackId } from '../../../src-shared/lib/ids.ts';

/** A place on a track that was drawn for the next shot. */
export interface DrawnPlace {
  readonly trackId: TrackId;
  readonly at: number;
  readonly length: number;
}

/** A picture that stands at a time of the shot: an image, or one frame of a clip's file at the project's rate. */
export interface KeyPicture {
  readonly source: MediaId;
  readonly frame: number;
  /** Seconds from the shot's beginning. */
  readonly at: number;
}

/** What the shot starts from, besides words. */
export type Condition =
  | { readonly kind: 'none' }
  | { readonly kind: 'first-frame'; readonly image: MediaId; readonly last?: MediaId }
  | { readonly kind: 'continue'; readonly source: MediaId }
  /** Ascending by time. */
  | { readonly kind: 'keyframes'; readonly keys: readonly KeyPicture[] }
  /** The end leads back to the beginning. */
  | { readonly kind: 'loop' };

export interface PromptState {
  /** The model that was chosen; null = the first there is. */
  readonly packId: string | null;
  readonly prompt: string;
  readonly negative: string;
  readonly seconds: number | null;
  /** null = the project's. */
  readonly aspect: Aspect | null;
  /** How pictures of another shape are laid into the frame: filled and cropped, or whole with black beside. */
  readonly fit: 'cover' | 'contain';
  readonly quality: 'draft' | 'final';
  /** Decimal string; empty = drawn at random. */
  readonly seed: string;
  readonly steps: number | null;
  readonly guidance: number | null;
  readonly condition: Condition;
  /** How much of a clip a restyle gives up, 0 to 1. */
  readonly strength: number;
  /** Where the next shot goes; null = where the playhead says. */
  readonly place: DrawnPlace | null;
  readonly advancedOpen: boolean;
  /** Raised to ask the prompt field to take the focus. */
  readonly focusTurn: number;
}

export type PromptStore = StoreApi<PromptState>;

export const firstPrompt: PromptState = {
  packId: null,
  prompt: '',
  negative: '',
  seconds: 2,
  aspect: null,
  fit: 'cover',
  quality: 'final',
  seed: '',
  steps: null,
  guidance: null,
  condition: { kind: 'none' },
  strength: 0.6,
  place: null,
  advancedOpen: false,
  focusTurn: 0,
};

export function createPromptStore(initial: Partial<PromptState> = {}): PromptStore {
  return createStore<PromptState>()(() => ({ ...firstPrompt, ...initial }));
}
