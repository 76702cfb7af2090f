import type { Studio } from '../../editor/studio.ts';

/** Shows the Deliver workspace, where the export is started. */
export function openDeliver(studio: Studio): void {
  studio.view.setState({ workspace: 'deliver', viewerOnly: false, activePanel: 'deliver' });
}

/** Asks main for a file name and queues the export. Nothing happens when the dialog is cancelled. */
export async function exportTimeline(studio: Studio, preset: string): Promise<void> {
  const job = await studio.bridge.call('deliver.start', { preset });
  if (job !== null) studio.messages.say(studio.text('deliver.started'));
}
