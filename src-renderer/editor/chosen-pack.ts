import type { PackSummary } from '../../src-shared/ipc/packs.ts';
import type { FactsState } from './stores/facts-store.ts';
import type { PromptState } from './stores/prompt-store.ts';
import type { Studio } from './studio.ts';

/** The model the next shot is made with: the one that was chosen, while it is there, else the first. */
export function packOf(packs: FactsState['packs'], packId: PromptState['packId']): PackSummary | undefined {
  return packs?.find(({ id }) => id === packId) ?? packs?.[0];
}

export function chosenPack(studio: Pick<Studio, 'facts' | 'prompt'>): PackSummary | undefined {
  return packOf(studio.facts.getState().packs, studio.prompt.getState().packId);
}
