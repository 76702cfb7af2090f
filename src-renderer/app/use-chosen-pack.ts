import { useStore } from 'zustand';
import type { PackSummary } from '../../src-shared/ipc/packs.ts';
import { packOf } from '../editor/chosen-pack.ts';
import { useStudio } from './studio-context.tsx';

/** The model the next shot is made with. */
export function useChosenPack(): PackSummary | undefined {
  const { facts, prompt } = useStudio();
  const packs = useStore(facts, (state) => state.packs);
  const packId = useStore(prompt, (state) => state.packId);
  return packOf(packs, packId);
}
