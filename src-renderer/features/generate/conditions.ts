import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { requestLimits } from '../../../src-shared/generation/request.ts';
import { sourcePosition } from '../../../src-shared/project/source-time.ts';
import { documentOf } from '../../editor/actions/commit.ts';
import { contentOf, topClipAt } from '../../editor/shown-clip.ts';
import type { KeyPicture } from '../../editor/stores/prompt-store.ts';
import type { Studio } from '../../editor/studio.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { focusPrompt } from './focus-prompt.ts';

/** The shot begins with this very picture. A last picture that was chosen stays. */
export function setFirstFrame(studio: Studio, image: MediaId): void {
  studio.prompt.setState(({ condition }) => ({
    condition:
      condition.kind === 'first-frame' && condition.last !== undefined
        ? { kind: 'first-frame', image, last: condition.last }
        : { kind: 'first-frame', image },
  }));
  announce(studio, image, 'generate.condition.firstFrameSet');
}

/** The shot ends with this very picture; alone it is a key picture at the shot's end. */
export function setLastFrame(studio: Studio, image: MediaId): void {
  const { condition, seconds } = studio.prompt.getState();
  studio.prompt.setState({
    condition:
      condition.kind === 'first-frame'
        ? { ...condition, last: image }
        : { kind: 'keyframes', keys: [{ source: image, frame: 0, at: seconds ?? 2 }] },
  });
  announce(studio, image, 'generate.condition.lastFrameSet');
}

/** The shot goes on where this footage ends. */
export function continueFrom(studio: Studio, source: MediaId): void {
  studio.prompt.setState({ condition: { kind: 'continue', source } });
  announce(studio, source, 'generate.condition.continueSet');
}

/** The shot's end leads back to its beginning, or no longer does. */
export function toggleLoop(studio: Studio): void {
  const { condition } = studio.prompt.getState();
  if (condition.kind === 'loop') return clearCondition(studio);
  studio.prompt.setState({ condition: { kind: 'loop' } });
  studio.messages.say(studio.text('generate.condition.loopSet'));
  focusPrompt(studio);
}

export function clearCondition(studio: Studio): void {
  studio.prompt.setState({ condition: { kind: 'none' } });
  studio.messages.say(studio.text('generate.condition.cleared'));
}

function keysOf(studio: Studio): readonly KeyPicture[] {
  const { condition, seconds } = studio.prompt.getState();
  if (condition.kind === 'keyframes') return condition.keys;
  if (condition.kind !== 'first-frame') return [];
  const first = { source: condition.image, frame: 0, at: 0 };
  return condition.last === undefined
    ? [first]
    : [first, { source: condition.last, frame: 0, at: seconds ?? 2 }];
}

function setKeys(studio: Studio, keys: readonly KeyPicture[]): void {
  const sorted = [...keys].sort((a, b) => a.at - b.at);
  studio.prompt.setState({
    condition: sorted.length === 0 ? { kind: 'none' } : { kind: 'keyframes', keys: sorted },
  });
}

/** Pins a picture to the shot: the first to its beginning, the next to its end, further ones to the middle of the last gap. */
export function pinPicture(studio: Studio, source: MediaId, frame = 0): void {
  const keys = keysOf(studio);
  if (keys.length >= requestLimits.keys.max) {
    studio.messages.say(studio.text('generate.condition.tooManyKeys', { most: requestLimits.keys.max }));
    return;
  }
  const end = studio.prompt.getState().seconds ?? 2;
  const [before, last] = keys.slice(-2);
  const middle = ((before?.at ?? 0) + (last?.at ?? end)) / 2;
  const at = keys.length === 0 ? 0 : keys.length === 1 && keys[0]?.at !== end ? end : middle;
  setKeys(studio, [...keys, { source, frame, at: Number(at.toFixed(3)) }]);
  announce(studio, source, 'generate.condition.pinned');
}

/** Pins the picture of the clip that is seen at the playhead. */
export function pinShownFrame(studio: Studio): void {
  const document = documentOf(studio);
  const { frame } = studio.transport.getState();
  const clip = document === undefined ? undefined : topClipAt(document.timeline, frame);
  const content = document === undefined || clip === undefined ? undefined : contentOf(document, clip);
  if (clip === undefined || content?.kind !== 'media') {
    return studio.messages.say(studio.text('generate.condition.nothingShown'));
  }
  const isStill = content.media.kind === 'image';
  pinPicture(studio, content.media.id, isStill ? 0 : sourcePosition(clip, frame - clip.start));
}

export function moveKey(studio: Studio, index: number, at: number): void {
  setKeys(
    studio,
    keysOf(studio).map((key, one) => (one === index ? { ...key, at } : key)),
  );
}

export function removeKey(studio: Studio, index: number): void {
  setKeys(
    studio,
    keysOf(studio).filter((_, one) => one !== index),
  );
}

function announce(studio: Studio, media: MediaId, key: MessageKey): void {
  const name = studio.project.getState().project?.document.media[media]?.name ?? '';
  const said = studio.text(key, { name });
  studio.messages.say(said);
  studio.messages.speak(said);
  focusPrompt(studio);
}
