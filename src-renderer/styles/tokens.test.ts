import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..');

async function tokens(): Promise<ReadonlyMap<string, string>> {
  const css = await readFile(join(folder, 'styles/tokens.css'), 'utf8');
  // What is set for more contrast comes later in the file and is not what most people see.
  const plain = css.split('@media (prefers-contrast')[0] ?? '';
  return new Map(
    [...plain.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['bg-0', 'bg-1', 'bg-2', 'bg-3', 'bg-4', 'bg-5'];
const fills = ['clip-video', 'clip-audio', 'clip-still', 'clip-generated', 'clip-title', 'clip-missing'];
const lifted = [
  'clip-video-lifted',
  'clip-audio-lifted',
  'clip-still-lifted',
  'clip-generated-lifted',
  'clip-title-lifted',
];

/** [foreground, grounds, least contrast]: 4.5 for text, 3 for what is not text but must be seen. */
const demands: readonly (readonly [string, readonly string[], number])[] = [
  ['text-1', [...surfaces, ...fills, ...lifted], 4.5],
  ['text-2', surfaces, 4.5],
  ['text-3', surfaces.slice(0, 4), 4.5],
  ['line-control', surfaces.slice(0, 4), 3],
  ['accent', surfaces, 3],
  ['focus', surfaces, 4.5],
  ['gen', surfaces.slice(0, 5), 4.5],
  ['error', surfaces.slice(0, 5), 4.5],
  ['warn', surfaces, 4.5],
  ['ok', surfaces, 4.5],
  ['playhead', surfaces.slice(0, 4), 3],
  ['on-solid', ['accent-solid'], 4.5],
  ['on-bright', ['gen', 'gen-hover', 'accent'], 4.5],
  ['clip-video-stripe', ['bg-1'], 3],
  ['clip-audio-stripe', ['bg-1'], 3],
  ['clip-still-stripe', ['bg-1'], 3],
  ['clip-generated-stripe', ['bg-1'], 3],
  ['clip-title-stripe', ['bg-1'], 3],
  ...['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink', 'grey'].map(
    (name) => [`label-${name}`, [...surfaces, ...fills], 3] as const,
  ),
];

describe('the colours', () => {
  it.each(demands)('%s can be told from what it lies on', async (front, grounds, least) => {
    const colours = await tokens();
    const weak = grounds.filter((ground) => {
      const [a, b] = [colours.get(front), colours.get(ground)];
      if (a === undefined || b === undefined) throw new Error(`There is no colour ${front} or ${ground}`);
      return contrast(a, b) < least;
    });
    expect(weak).toEqual([]);
  });

  it('are greys without hue wherever a picture may lie beside them', async () => {
    const colours = await tokens();
    const tinted = [...colours].filter(
      ([name, value]) => /^(bg|text|line)/.test(name) && new Set(value.slice(1).match(/../g)).size > 1,
    );
    expect(tinted).toEqual([]);
  });
});

async function sources(ending: RegExp): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const names = await readdir(folder, { recursive: true });
  // The page for development draws sample pictures, which have colours of their own.
  const wanted = names.filter(
    (name) => ending.test(name) && !name.includes('.test.') && !name.startsWith('dev'),
  );
  return Promise.all(
    wanted.map(async (name) => ({ path: name, text: await readFile(join(folder, name), 'utf8') })),
  );
}

describe('the sources', () => {
  it('name no colour and no type size outside tokens.css', async () => {
    const raw = /#[0-9a-f]{3,8}\b(?!['"]?\))|\brgba?\(|\bhsla?\(|font(-size)?:[^;]*\dpx/gi;
    const files = (await sources(/\.(css|tsx?)$/)).filter(({ path }) => !path.endsWith('tokens.css'));
    const found = files.flatMap(({ path, text }) =>
      [...text.matchAll(raw)]
        // A font for a canvas can't be given by a custom property alone.
        .filter(([match]) => !match.startsWith('font'))
        .map(([match]) => `${path}: ${match}`),
    );
    expect(files.length).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });

  it('hold no words for people outside the catalogue', async () => {
    const files = await sources(/\.tsx$/);
    // Text between tags, and the attributes that are read out or shown.
    const text =
      />\s*([A-Z][a-z]+[^<>{}]*)\s*<\/|(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z]{2}[^"]*)"/g;
    const found = files.flatMap(({ path, text: source }) =>
      [...source.matchAll(text)].map(([match]) => `${path}: ${match}`),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });
});
