import { Fountain } from 'fountain-js';
import {
  shotTransitions,
  type ShotTransition,
  type StoryboardInput,
} from '../../src-shared/storyboard/schema.ts';

type Shot = StoryboardInput['shots'][number];

/** `INT. KITCHEN - NIGHT` as words a model reads: `kitchen, night, inside`. */
function placeOf(heading: string): string {
  const [, where = '', rest = heading] =
    /^\s*(INT\.?\/EXT\.?|I\/E|INT|EXT|EST)[.\s]+(.*)$/i.exec(heading) ?? [];
  const side = /^INT\.?$/i.test(where) ? 'inside' : '';
  const parts = rest.split(/\s+-+\s+/).map((part) => part.trim().toLowerCase());
  return [...parts, side].filter((part) => part !== '').join(', ');
}

function transitionOf(text: string): ShotTransition {
  return shotTransitions.find((name) => text.toLowerCase().includes(name)) ?? 'cut';
}

/** Emphasis of a screenplay is for the eye. */
function plain(text: string): string {
  return text
    .replaceAll(/\*+|_(?=\S)|(?<=\S)_|\[\[.*?\]\]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/**
 * A screenplay in Fountain (fountain.io): every paragraph of action is a shot in the place its scene heading names.
 * `DISSOLVE TO:` and `BRIDGE TO:` say how the next shot is entered. What is spoken is not seen and is left out.
 */
export function readFountain(text: string): StoryboardInput {
  const { tokens, title } = new Fountain().parse(text, true);
  const shots: Shot[] = [];
  let place = '';
  let transition: ShotTransition = 'cut';
  for (const token of tokens) {
    const words = plain(token.text ?? '');
    if (token.type === 'scene_heading') place = placeOf(words);
    if (token.type === 'transition') transition = transitionOf(words);
    if (token.type !== 'action' || words === '') continue;
    shots.push({ prompt: [words, place].filter((part) => part !== '').join(' '), transition });
    transition = 'cut';
  }
  const name = plain(title ?? '');
  return { shots, ...(name === '' ? {} : { name }) };
}
