import type { Studio } from '../../editor/studio.ts';
import { focusPrompt } from '../generate/focus-prompt.ts';
import { generateShot } from '../generate/generate.ts';

/** Writes the example into the prompt, where it can be changed afterwards, and makes the shot as Generate does. */
export async function makeExample(studio: Studio, prompt: string): Promise<void> {
  studio.prompt.setState({ prompt, condition: { kind: 'none' } });
  // The welcome goes as soon as the shot stands on the timeline: the focus must not go with it.
  focusPrompt(studio);
  await generateShot(studio);
}
