import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { projectFormatVersion } from './schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** Brings a document of version n to n + 1; pure, total, and never changed once released. */
export type Migration = (document: Json) => Json;

/** By the version they start from. Each has a fixture of that version in `fixtures/`, which must open for ever. */
export const migrations: Readonly<Record<number, Migration>> = {
  // Version 2 only added fields, and what they mean where absent is what version 1 did.
  1: (document) => document,
};

const headSchema = z.looseObject({
  format: z.literal('kinoloom-project'),
  formatVersion: z.number().int().min(1),
});

/**
 * Brings a document of any earlier version to the current one, step by step.
 *
 * @throws AppError `project.unreadable` for what is no project, `project.newer` for one of a later program
 */
export function migrated(
  json: unknown,
  steps: Readonly<Record<number, Migration>> = migrations,
  current: number = projectFormatVersion,
): Json {
  const head = headSchema.safeParse(json);
  if (!head.success) {
    throw new AppError('project.unreadable', 'This is not a Kinoloom project.', {
      hint: 'A project is a folder whose name ends in .kinoloom.',
      cause: head.error,
    });
  }
  if (head.data.formatVersion > current) {
    throw new AppError('project.newer', 'This project was made with a newer version of Kinoloom.', {
      hint: 'Update Kinoloom to open it. The project was left as it is.',
    });
  }
  let document: Json = head.data;
  for (let version = head.data.formatVersion; version < current; version += 1) {
    const step = steps[version];
    if (step === undefined) throw new AppError('bug', `No migration from project version ${version}.`);
    document = { ...step(document), formatVersion: version + 1 };
  }
  return document;
}
