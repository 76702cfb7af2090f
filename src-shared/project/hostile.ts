import { AppError } from '../errors/app-error.ts';

/**
 * Limits of a project file before it meets the schema, so that no file can hang the program, exhaust its memory, or reach
 * an object's prototype. Far above anything the program writes: a film of 2,000 clips is 1 MB with 60,000 values.
 */
export const projectFileLimits = {
  bytes: 64 * 1024 * 1024,
  depth: 40,
  values: 1_000_000,
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

const quote = 0x22;
const escape = 0x5c;
const comma = 0x2c;
/** `[` and `{`; `]` and `}` are two more. */
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * The same of the bytes of a JSON text, before it is parsed: parsing a text of a million clips takes longer than a person
 * waits, looking at its commas does not. Says nothing about whether it is JSON.
 *
 * @throws AppError `project.invalid`
 */
export function refuseHostileText(bytes: Uint8Array): void {
  if (bytes.length > projectFileLimits.bytes) throw refusal('it is too large to be one');
  let depth = 0;
  let values = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) {
      const from = at;
      at += 1;
      while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === escape ? 2 : 1;
      // Every character takes at least one byte, and at most six (an escape).
      if (at - from > projectFileLimits.stringCharacters * 6) throw refusal('it holds an endless text');
    } else if (byte === comma) {
      values += 1;
    } else if (byte >= 0x5b) {
      if (opening.has(byte)) {
        depth += 1;
        values += 1;
        if (depth > projectFileLimits.depth) throw refusal('it is nested too deeply');
      } else if (closing.has(byte)) depth -= 1;
    }
    if (values > projectFileLimits.values) throw refusal('it holds too much');
  }
}
