import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Studio } from '../../editor/studio.ts';
import { focusPrompt } from './focus-prompt.ts';

/** The shot begins with this very picture. */
export function setFirstFrame(studio: Studio, image: MediaId): void {
  studio.prompt.setState({ condition: { kind: 'first-frame', image } });
  announce(studio, image, 'generate.condition.firstFrameSet');
}

/** The shot goes on where this footage ends. */
export function continueFrom(studio: Studio, source: MediaId): void {
  studio.prompt.setState({ condition: { kind: 'continue', source } });
  announce(studio, source, 'generate.condition.continueSet');
}

export function clearCondition(studio: Studio): void {
  studio.prompt.setState({ condition: { kind: 'none' } });
  studio.messages.say(studio.text('generate.condition.cleared'));
}

function announce(
  studio: Studio,
  media: MediaId,
  key: 'generate.condition.firstFrameSet' | 'generate.condition.continueSet',
): void {
  const name = studio.project.getState().project?.document.media[media]?.name ?? '';
  const said = studio.text(key, { name });
  studio.messages.say(said);
  studio.messages.speak(said);
  focusPrompt(studio);
}
