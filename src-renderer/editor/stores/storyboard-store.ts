import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { boardShotSchema, mostShots } from '../../../src-shared/storyboard/schema.ts';
import { requestLimits } from '../../../src-shared/generation/request.ts';
import { recall, remember, type KeptText } from '../remembered.ts';

/** A shot while it is written: its words may still be missing. */
const boardRowSchema = boardShotSchema.extend({
  /** Tells rows apart while they are moved about. */
  key: z.string(),
  prompt: z.string().max(requestLimits.promptCharacters),
  camera: z.string().max(200),
});
export type BoardRow = z.infer<typeof boardRowSchema>;

export interface StoryboardState {
  readonly rows: readonly BoardRow[];
}
export type StoryboardStore = StoreApi<StoryboardState>;

/** The list of shots that is being written. It outlives the program, until it has become a cut or is cleared. */
export function createStoryboardStore(kept: KeptText): StoryboardStore {
  const rows = recall(kept, 'storyboard', z.array(boardRowSchema).max(mostShots)) ?? [];
  const store = createStore<StoryboardState>()(() => ({ rows }));
  store.subscribe((state) => remember(kept, 'storyboard', state.rows));
  return store;
}
