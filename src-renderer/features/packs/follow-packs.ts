import type { PackTask } from '../../../src-shared/ipc/packs.ts';
import type { Studio } from '../../editor/studio.ts';
import { receiveTask, refreshPacks } from './pack-actions.ts';

function announce(studio: Studio, { state, name }: PackTask): void {
  if (state !== 'done') return;
  const said = studio.text('packs.announce.installed', { name });
  studio.messages.say(said);
  studio.messages.speak(said);
  // Who looks at the list sees it there.
  if (!studio.view.getState().packsOpen) studio.messages.toast({ text: said, tone: 'done' });
}

/** Keeps what the window knows of packs in step with main. Answers the function that stops. */
export function followPacks(studio: Studio): () => void {
  const { bridge, packs } = studio;
  const stops = [
    bridge.on('packs.task', (task) => {
      receiveTask(studio, task);
      announce(studio, task);
    }),
    bridge.on('packs.check', ({ id, done, total }) =>
      packs.setState(({ checks }) => ({ checks: new Map(checks).set(id, { done, total }) })),
    ),
    bridge.on('packs.changed', () => {
      refreshPacks(studio).catch((error: unknown) => studio.report(error));
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
