import { useCallback } from 'react';
import { useStore } from 'zustand';
import type { PanelName } from '../editor/stores/view-store.ts';
import { useStudio } from './studio-context.tsx';

/** Whether a panel is the active one, and how it becomes so. */
export function useActivePanel(name: PanelName): { readonly active: boolean; readonly activate: () => void } {
  const { view } = useStudio();
  const active = useStore(view, (state) => state.activePanel === name);
  const activate = useCallback(() => {
    if (view.getState().activePanel !== name) view.setState({ activePanel: name });
  }, [view, name]);
  return { active, activate };
}
