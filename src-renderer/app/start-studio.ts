import { runCommand, listenToKeys } from '../editor/commands/registry.ts';
import { keepMenus } from './menu-plan.ts';
import { followMain } from '../editor/job-events.ts';
import { remember } from '../editor/remembered.ts';
import { openAsked, showProject } from '../editor/actions/project.ts';
import type { Studio } from '../editor/studio.ts';

/** Brings a studio to life: events first, so that none is missed, then what is there already. */
export function startStudio(studio: Studio, target: Window): () => void {
  const stops = [
    followMain(studio),
    listenToKeys(studio, target),
    keepMenus(studio),
    studio.bridge.on('command.run', ({ command }) => void runCommand(studio, command)),
    studio.bridge.on('project.asked', () => {
      openAsked(studio).catch((error: unknown) => studio.report(error));
    }),
    studio.view.subscribe((state, before) => {
      if (state.workspace !== before.workspace) remember(studio.kept, 'workspace', state.workspace);
    }),
  ];
  const report = (error: unknown): void => void studio.report(error);
  const { bridge } = studio;
  bridge
    .call('project.current')
    .then((state) => {
      showProject(studio, state);
      return openAsked(studio);
    })
    .catch(report);
  bridge.call('packs.list').then(
    (packs) => studio.facts.setState({ packs }),
    (error: unknown) => {
      studio.facts.setState({ packs: [] });
      report(error);
    },
  );
  bridge.call('machine.info').then((machine) => studio.facts.setState({ machine }), report);
  bridge.call('jobs.list').then((jobs) => {
    for (const job of jobs) studio.jobs.receive(job);
  }, report);
  return () => stops.forEach((stop) => stop());
}
