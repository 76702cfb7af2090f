import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { serialiseProject } from '../../../src-shared/project/serialise.ts';

/** What goes wrong on the disk while edits are made; `full` fills the disk the project lies on, which must be a small one. */
export const faultKinds = ['none', 'io', 'nospace', 'full'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One line each on the worker's standard output, as JSON. */
export const newsSchema = z.discriminatedUnion('kind', [
  /** The project is open; what it was found to be. */
  z.object({ kind: z.literal('open'), revision: z.number(), hash: z.string(), readOnly: z.boolean() }),
  /** An edit is about to be committed; from here the second counts in which it must be safe. */
  z.object({ kind: z.literal('made'), revision: z.number(), hash: z.string() }),
  /** It is safe. */
  z.object({ kind: z.literal('kept'), revision: z.number() }),
  /** It was refused because of the disk, in a sentence. */
  z.object({ kind: z.literal('refused'), code: z.string() }),
  /** The worker could not go on. */
  z.object({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
]);
export type News = z.infer<typeof newsSchema>;

/** What a document is, whatever its revision. */
export function documentHash(document: ProjectDocument): string {
  return createHash('sha256')
    .update(serialiseProject({ ...document, revision: 0 }))
    .digest('hex');
}
