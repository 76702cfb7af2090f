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

function ordered(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => inOrder(a, b)));
}

/** The text of project.json: readable, diffable, the same for the same document whatever way it came about. */
export function serialiseProject(document: ProjectDocument): string {
  return `${JSON.stringify(document, ordered, 2)}\n`;
}
