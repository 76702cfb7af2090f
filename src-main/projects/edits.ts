import { z } from 'zod';
import { assertNever } from '../../src-shared/lib/assert-never.ts';
import { mediaIdSchema } from '../../src-shared/lib/ids.ts';
import { mediaSchema, timelineSchema } from '../../src-shared/project/schema.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';

/** What the journal holds: one record per committed edit, numbered without gaps. */
const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('timeline'), label: z.string(), timeline: timelineSchema }),
  /** The library only grows. */
  z.object({
    kind: z.literal('library'),
    media: z.array(mediaSchema),
    results: z.record(z.string(), mediaIdSchema),
  }),
]);
export type ProjectChange = z.infer<typeof change>;

export const journalRecordSchema = z.object({ revision: z.number().int().min(1), change });
export type JournalRecord = z.infer<typeof journalRecordSchema>;

/** The document after a change; the revision is the caller's to count. */
export function applyChange(document: ProjectDocument, made: ProjectChange): ProjectDocument {
  switch (made.kind) {
    case 'timeline':
      return { ...document, timeline: made.timeline };
    case 'library':
      return {
        ...document,
        media: { ...document.media, ...Object.fromEntries(made.media.map((media) => [media.id, media])) },
        results: { ...document.results, ...made.results },
      };
    default:
      return assertNever(made);
  }
}
