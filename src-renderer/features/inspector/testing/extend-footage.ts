import type { Recipe } from '../../../../src-shared/generation/recipe.ts';
import { isFinished } from '../../../../src-shared/jobs/job.ts';
import type { Media } from '../../../../src-shared/project/schema.ts';
import { testMedia, type TestStudio } from '../../../app/testing/test-studio.ts';
import { addToTimeline } from '../../../editor/actions/place.ts';
import { runCommand } from '../../../editor/commands/registry.ts';

/** Footage on the timeline and a take that goes on from it by a second. */
export async function extendFootage(
  test: TestStudio,
  prompt: string,
): Promise<{ readonly footage: Media; readonly take: Media; readonly recipe: Recipe }> {
  const { studio, main } = test;
  const footage = testMedia({ name: 'Footage' });
  main.addMedia([footage]);
  addToTimeline(studio, footage.id);
  studio.prompt.setState({ prompt, seconds: 1 });
  await runCommand(studio, 'generate.extend.forward.1');
  await test.run(() => [...studio.jobs.getState().jobs.values()].every(({ state }) => isFinished(state)));
  for (const take of Object.values(studio.project.getState().project?.document.media ?? {})) {
    if (take.provenance.origin === 'generated') return { footage, take, recipe: take.provenance.recipe };
  }
  throw new Error('Nothing was made.');
}
