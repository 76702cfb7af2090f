import { AppError } from '../errors/app-error.ts';

/**
 * Limits of a project file before it meets the schema, so that no file can hang the program, exhaust its memory, or reach
 * an object's prototype. Far above anything the program writes.
 */
export const projectFileLimits = {
  bytes: 256 * 1024 * 1024,
  depth: 40,
  values: 8_000_000,
  listLength: 200_000,
  stringCharacters: 1_000_000,
} as const;

/** Keys through which an assignment reaches the prototype instead of the object. */
const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype']);

function refusal(what: string): AppError {
  return new AppError('project.invalid', `The project file is not usable: ${what}.`, {
    hint: 'Open an earlier version of the project.',
  });
}

/**
 * Walks a parsed JSON value without recursion.
 *
 * @throws AppError `project.invalid` for what no program of ours writes
 */
export function refuseHostileJson(json: unknown): void {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: json, depth: 0 }];
  let values = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    values += 1;
    if (values > projectFileLimits.values) throw refusal('it holds too much');
    if (typeof value === 'string') {
      if (value.length > projectFileLimits.stringCharacters) throw refusal('it holds an endless text');
      continue;
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= projectFileLimits.depth) throw refusal('it is nested too deeply');
    if (Array.isArray(value)) {
      if (value.length > projectFileLimits.listLength) throw refusal('it holds an endless list');
      for (const item of value) waiting.push({ value: item, depth: depth + 1 });
      continue;
    }
    const entries = Object.entries(value);
    if (entries.length > projectFileLimits.listLength) throw refusal('it holds an endless list');
    for (const [key, item] of entries) {
      if (prototypeKeys.has(key)) throw refusal(`it has a field named ${key}`);
      if (key.length > projectFileLimits.stringCharacters) throw refusal('it holds an endless text');
      waiting.push({ value: item, depth: depth + 1 });
    }
  }
}
