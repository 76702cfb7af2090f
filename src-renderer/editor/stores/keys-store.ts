import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { keyPresets, type KeyChoice } from '../commands/keymap.ts';
import { recall, remember, type KeptText } from '../remembered.ts';

const choiceSchema = z.object({
  preset: z.enum(keyPresets),
  own: z.record(z.string().max(80), z.array(z.string().max(40)).max(8)),
});

export type KeysStore = StoreApi<KeyChoice>;

/** The person's keys, kept in the profile and not in the project. */
export function createKeysStore(kept: KeptText): KeysStore {
  const store = createStore<KeyChoice>()(
    () => recall(kept, 'keys', choiceSchema) ?? { preset: 'kinoloom', own: {} },
  );
  store.subscribe((choice) => remember(kept, 'keys', choice));
  return store;
}
