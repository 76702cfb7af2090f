import { shallow } from 'zustand/vanilla/shallow';
import { runCommand, listenToKeys } from '../editor/commands/registry.ts';
import { followMain } from '../editor/job-events.ts';
import { remember } from '../editor/remembered.ts';
import { openAsked, showProject } from '../editor/actions/project.ts';
import { habitsOf } from '../editor/stores/view-store.ts';
import { followPacks } from '../features/packs/follow-packs.ts';
import type { Studio } from '../editor/studio.ts';

/** Couples a studio to main, to the keys and to what is remembered. Returns the function that uncouples it. */
export function followStudio(studio: Studio, target: Window): () => void {
  const stops = [
    followMain(studio),
    followPacks(studio),
    listenToKeys(studio, target),
    studio.bridge.on('command.run', ({ command }) => void runCommand(studio, command)),
    studio.bridge.on('project.asked', () => {
      openAsked(studio).catch((error: unknown) => studio.report(error));
    }),
    studio.view.subscribe((state, before) => {
      if (state.workspace !== before.workspace) remember(studio.kept, 'workspace', state.workspace);
      const habits = habitsOf(state);
      if (!shallow(habits, habitsOf(before))) remember(studio.kept, 'timeline', habits);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/**
 * Fills a studio with what is there already. Fulfilled, whatever fails, when the panels can be drawn as they are to be used:
 * drawing them empty first would cost more than the answers take to come.
 */
export async function fillStudio(studio: Studio): Promise<void> {
  const { bridge } = studio;
  const report = (error: unknown): void => void studio.report(error);
  bridge.call('machine.info').then((machine) => studio.facts.setState({ machine }), report);
  bridge.call('jobs.list').then((jobs) => {
    for (const job of jobs) studio.jobs.receive(job);
  }, report);
  await Promise.all([
    bridge.call('packs.list').then(
      (packs) => studio.facts.setState({ packs }),
      (error: unknown) => {
        studio.facts.setState({ packs: [] });
        report(error);
      },
    ),
    bridge.call('project.current').then((state) => showProject(studio, state), report),
  ]);
  openAsked(studio).catch(report);
}
