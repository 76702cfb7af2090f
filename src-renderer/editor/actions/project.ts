import { isFinished } from '../../../src-shared/jobs/job.ts';
import type { ProjectState } from '../../../src-shared/ipc/contract.ts';
import { lookForMissing } from './library.ts';
import type { Studio } from '../studio.ts';

/** Shows another project, from the start. */
export function showProject(studio: Studio, state: ProjectState): void {
  studio.selection.setState({
    clips: new Set(),
    focusedClip: null,
    media: null,
    transition: null,
    marker: null,
    videoTarget: null,
    audioTarget: null,
  });
  studio.prompt.setState({ condition: { kind: 'none' } });
  studio.transport.stop();
  studio.source.show(null);
  studio.draft.setState({ timeline: null });
  studio.project.load(state);
  studio.transport.seek(0);
  lookForMissing(studio).catch((error: unknown) => studio.report(error));
}

/** Jobs belong to the project they were started in: leaving it while they run is asked about. */
async function mayLeave(studio: Studio): Promise<boolean> {
  const running = [...studio.jobs.getState().jobs.values()].filter(({ state }) => !isFinished(state));
  if (running.length === 0) return true;
  const answer = await studio.question.ask({
    title: studio.text('question.leave.title'),
    text: studio.text('question.leave.text'),
    answers: [
      { id: 'stay', label: studio.text('question.leave.stay') },
      { id: 'leave', label: studio.text('question.leave.leave'), tone: 'danger' },
    ],
  });
  return answer === 'leave';
}

export async function newProject(studio: Studio): Promise<void> {
  if (!(await mayLeave(studio))) return;
  showProject(studio, await studio.bridge.call('project.new'));
}

export async function openProject(studio: Studio): Promise<void> {
  if (!(await mayLeave(studio))) return;
  const state = await studio.bridge.call('project.open');
  if (state !== null) showProject(studio, state);
}

/** A draft or a project of the list of recent ones. */
export async function openRecent(studio: Studio, id: string): Promise<void> {
  if (!(await mayLeave(studio))) return;
  showProject(studio, await studio.bridge.call('project.openRecent', id));
}

/** What a double click or the command line asked for, where something waits. */
export async function openAsked(studio: Studio): Promise<void> {
  if (!(await mayLeave(studio))) return;
  const state = await studio.bridge.call('project.openAsked');
  if (state !== null) showProject(studio, state);
}

/** A project bundled in one file becomes a folder where the person wants it. */
export async function openBundle(studio: Studio): Promise<void> {
  if (!(await mayLeave(studio))) return;
  const state = await studio.bridge.call('project.openBundle');
  if (state !== null) showProject(studio, state);
}

/** Writes all of the project, or what its timeline uses, into one file to pass on. */
export async function bundleProject(studio: Studio, media: 'used' | 'all'): Promise<void> {
  const written = await studio.bridge.call('project.bundle', { media });
  if (written === null) return;
  const said = studio.text('project.bundledAs', { name: written.fileName });
  studio.messages.say(said);
  studio.messages.speak(said);
}

/** Makes an earlier state the present one; what was there is a version of its own by then. */
export async function restoreVersion(studio: Studio, id: string): Promise<void> {
  showProject(studio, await studio.bridge.call('project.restoreVersion', id));
  const said = studio.text('versions.restored');
  studio.messages.say(said);
  studio.messages.speak(said);
}

/** For a lock that was left on another machine, or came along with a copied folder: the person knows, we can't. */
export async function takeOver(studio: Studio): Promise<void> {
  const host = studio.project.getState().project?.heldBy?.host ?? '';
  const answer = await studio.question.ask({
    title: studio.text('question.takeOver.title'),
    text: studio.text('question.takeOver.text', { host }),
    answers: [
      { id: 'leave', label: studio.text('question.takeOver.leave') },
      { id: 'take', label: studio.text('question.takeOver.take'), tone: 'danger' },
    ],
  });
  if (answer === 'take') showProject(studio, await studio.bridge.call('project.takeOver'));
}

export async function openDropped(studio: Studio, file: File): Promise<void> {
  if (!(await mayLeave(studio))) return;
  const [token] = await studio.bridge.tokensOf([file]);
  if (token === undefined) return;
  showProject(studio, await studio.bridge.call('project.openDropped', token));
}

export async function saveProject(studio: Studio, as: boolean): Promise<void> {
  const state = await studio.bridge.call(as ? 'project.saveAs' : 'project.save');
  if (state === null) return;
  studio.project.saved(state);
  const said = studio.text('project.savedAs', { name: state.document.name });
  studio.messages.say(said);
  studio.messages.speak(said);
}
