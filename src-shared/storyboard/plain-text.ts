import { shotTransitions, type StoryboardInput } from './schema.ts';

type Shot = StoryboardInput['shots'][number];

function field(shot: Shot, written: string): Shot | undefined {
  const length = /^(\d+(?:\.\d+)?)\s*s(?:ec(?:onds?)?)?$/i.exec(written);
  if (length !== null) return { ...shot, seconds: Number(length[1]) };
  const transition = shotTransitions.find((name) => name === written.toLowerCase());
  if (transition !== undefined) return { ...shot, transition };
  const named = /^(camera|image|last|seed)\s*:\s*(.+)$/i.exec(written);
  if (named === null) return undefined;
  return { ...shot, [(named[1] ?? '').toLowerCase()]: named[2] };
}

/**
 * A plain list: a shot a line, what is known of it behind bars, in any order:
 *
 * `A red fox runs through snow | 3 s | camera: slow pan left | dissolve`
 *
 * Empty lines and lines that begin with `#` are skipped. A field that is none belongs to the prompt.
 */
export function readPlainText(text: string): StoryboardInput {
  const shots: Shot[] = [];
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [prompt = '', ...fields] = trimmed.split('|').map((part) => part.trim());
    let shot: Shot = { prompt };
    for (const written of fields) {
      if (written === '') continue;
      shot = field(shot, written) ?? { ...shot, prompt: `${shot.prompt}, ${written}` };
    }
    shots.push(shot);
  }
  return { shots };
}
