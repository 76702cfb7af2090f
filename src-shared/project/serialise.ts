import type { ProjectDocument } from './schema.ts';

/** Fields in the order a person wants to read them; all others follow by name, so that two saves differ only in content. */
const readingOrder = [
  'format',
  'formatVersion',
  'id',
  'revision',
  'kind',
  'origin',
  'name',
  'settings',
  'timeline',
  'tracks',
  'clips',
  'source',
  'start',
  'length',
  'sourceIn',
  'frame',
  'value',
  'file',
  'media',
  'results',
] as const;

const rank = new Map<string, number>(readingOrder.map((key, index) => [key, index]));

function inOrder(a: string, b: string): number {
  const difference = (rank.get(a) ?? readingOrder.length) - (rank.get(b) ?? readingOrder.length);
  return difference !== 0 ? difference : a < b ? -1 : 1;
}

function orderedEntries(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => inOrder(a, b));
}

function ordered(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(orderedEntries(value));
}

/** The text of project.json: readable, diffable, the same for the same document whatever way it came about. */
export function serialiseProject(document: ProjectDocument): string {
  return `${JSON.stringify(document, ordered, 2)}\n`;
}

/** So deep lie the clips of a track; what lies deeper is one piece. */
const piecesToDepth = 5;

function* piecesOf(value: unknown, indent: string, depth: number): Generator<string, void, undefined> {
  const isList = Array.isArray(value);
  const entries: (readonly [string, unknown])[] =
    typeof value !== 'object' || value === null || depth === 0
      ? []
      : isList
        ? value.map((item) => ['', item ?? null] as const)
        : // Through an object, because that puts names that are numbers first, whatever the order they came in.
          Object.entries(Object.fromEntries(orderedEntries(value))).filter(([, item]) => item !== undefined);
  if (entries.length === 0) {
    yield JSON.stringify(value, ordered, 2).replaceAll('\n', `\n${indent}`);
    return;
  }
  const inner = `${indent}  `;
  let before = isList ? '[' : '{';
  for (const [key, item] of entries) {
    yield `${before}\n${inner}${isList ? '' : `${JSON.stringify(key)}: `}`;
    yield* piecesOf(item, inner, depth - 1);
    before = ',';
  }
  yield `\n${indent}${isList ? ']' : '}'}`;
}

/** The same text in small pieces, for a caller that must not stand still while a long film is written. */
export function* serialiseInPieces(document: ProjectDocument): Generator<string, void, undefined> {
  yield* piecesOf(document, '', piecesToDepth);
  yield '\n';
}
