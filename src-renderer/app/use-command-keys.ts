import { useStore } from 'zustand';
import { useStudio } from './studio-context.tsx';

/** The chords that run a command now; drawn again when the person chooses others. */
export function useCommandKeys(id: string): readonly string[] {
  const { commands, keys } = useStudio();
  useStore(keys);
  return commands.keysOf(id);
}
