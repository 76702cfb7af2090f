import type { Studio } from '../../editor/studio.ts';

/** Brings the prompt up and gives it the focus. */
export function focusPrompt(studio: Studio): void {
  studio.view.setState(({ workspace }) => ({
    rightTab: 'prompt',
    activePanel: 'prompt',
    viewerOnly: false,
    workspace: workspace === 'deliver' ? 'generate' : workspace,
  }));
  studio.prompt.setState(({ focusTurn }) => ({ focusTurn: focusTurn + 1 }));
}
