import type { PackOffer, PackTask } from '../../../src-shared/ipc/packs.ts';
import { toErrorData } from '../../../src-shared/errors/app-error.ts';
import { remember } from '../../editor/remembered.ts';
import type { Studio } from '../../editor/studio.ts';

/** Asks main what there is, for the pack manager and for the prompt. */
export async function refreshPacks(studio: Studio): Promise<void> {
  const packs = await studio.bridge.call('packs.list');
  studio.facts.setState({ packs });
  if (!studio.view.getState().packsOpen && studio.packs.getState().survey === undefined) return;
  const survey = await studio.bridge.call('packs.survey');
  studio.packs.setState({ survey });
}

/** Puts the news of an installation into what is shown. */
export function receiveTask(studio: Studio, task: PackTask): void {
  studio.packs.setState(({ survey }) => {
    if (survey === undefined) return {};
    const known = survey.tasks.some(({ offer }) => offer === task.offer);
    const tasks = known
      ? survey.tasks.map((each) => (each.offer === task.offer ? task : each))
      : [...survey.tasks, task];
    return { survey: { ...survey, tasks } };
  });
}

/** What is looked at is shown; where nothing was found, why. */
async function show(studio: Studio, look: () => Promise<PackOffer | null>): Promise<PackOffer | null> {
  studio.packs.setState({ looking: true, problem: null });
  try {
    const offer = await look();
    studio.packs.setState({ looking: false });
    return offer;
  } catch (error) {
    const problem = toErrorData(error);
    studio.packs.setState({ looking: false, problem: problem.code === 'cancelled' ? null : problem });
    if (problem.code !== 'cancelled') studio.messages.speak(problem.message);
    return null;
  }
}

export async function offerFolder(studio: Studio): Promise<void> {
  const offer = await show(studio, () => studio.bridge.call('packs.offerFolder'));
  if (offer !== null) studio.packs.setState({ page: { kind: 'offer', offer } });
}

export async function offerAddress(studio: Studio, address: string): Promise<void> {
  const offer = await show(studio, () => studio.bridge.call('packs.offerAddress', { address }));
  if (offer !== null) studio.packs.setState({ page: { kind: 'offer', offer } });
}

export async function install(studio: Studio, offer: string, acceptLicence: boolean): Promise<void> {
  receiveTask(studio, await studio.bridge.call('packs.install', { offer, acceptLicence }));
  studio.packs.setState({ page: { kind: 'list' } });
}

/** A download of before goes on at once where its licence was accepted when it began. */
export async function goOn(studio: Studio, key: string): Promise<void> {
  const offer = await show(studio, () => studio.bridge.call('packs.offerUnfinished', key));
  if (offer === null) return;
  if (offer.mustAccept) studio.packs.setState({ page: { kind: 'offer', offer } });
  else await install(studio, offer.offer, false);
}

export async function chooseLocation(studio: Studio): Promise<void> {
  if (!(await studio.bridge.call('packs.chooseLocation'))) return;
  const { page } = studio.packs.getState();
  if (page.kind !== 'offer') return;
  const offer = await studio.bridge.call('packs.offerAgain', page.offer.offer);
  studio.packs.setState({ page: { kind: 'offer', offer } });
}

export async function openDetails(studio: Studio, id: string): Promise<void> {
  studio.packs.setState({ page: { kind: 'details', id } });
  const details = await studio.bridge.call('packs.details', id);
  const { page } = studio.packs.getState();
  if (page.kind === 'details' && page.id === id)
    studio.packs.setState({ page: { kind: 'details', id, details } });
}

/** The next shots are made with this model. */
export function choosePack(studio: Studio, packId: string): void {
  studio.prompt.setState({ packId });
  remember(studio.kept, 'pack', packId);
}
