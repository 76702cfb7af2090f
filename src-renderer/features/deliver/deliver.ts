import type { CallInput } from '../../../src-shared/ipc/contract.ts';
import type { Studio } from '../../editor/studio.ts';

/** Shows the Deliver workspace, where the export is started. */
export function openDeliver(studio: Studio): void {
  studio.view.setState({ workspace: 'deliver', viewerOnly: false, activePanel: 'deliver' });
}

/** Asks main for a file name and queues the export. Nothing happens when the dialog is cancelled. */
export async function exportTimeline(studio: Studio, wishes: CallInput<'deliver.start'>): Promise<void> {
  const job = await studio.bridge.call('deliver.start', wishes);
  if (job !== null) studio.messages.say(studio.text('deliver.started'));
}
