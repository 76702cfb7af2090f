import { z } from 'zod';
import { assertNever } from '../../src-shared/lib/assert-never.ts';
import { mediaIdSchema } from '../../src-shared/lib/ids.ts';
import {
  binSchema,
  mediaSchema,
  projectSettingsSchema,
  timelineSchema,
} from '../../src-shared/project/schema.ts';
import type { ProjectDocument } from '../../src-shared/project/schema.ts';
import { applyTimelinePatch, timelinePatchSchema } from './timeline-patch.ts';

/** What the journal holds: one record per committed edit, numbered without gaps. */
const change = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('timeline'), label: z.string(), timeline: timelineSchema }),
  /** The same as the parts that are different, where those are smaller. */
  z.looseObject({ kind: z.literal('patch'), label: z.string(), patch: timelinePatchSchema }),
  /** The library only grows; an entry that is there already is replaced. */
  z.looseObject({
    kind: z.literal('library'),
    media: z.array(mediaSchema),
    results: z.record(z.string(), mediaIdSchema),
  }),
  /** All folders of the library's panel. */
  z.looseObject({ kind: z.literal('bins'), bins: z.array(binSchema).max(10_000) }),
  /** An earlier version's film is the present one again; the library keeps everything. */
  z.looseObject({
    kind: z.literal('restore'),
    settings: projectSettingsSchema,
    timeline: timelineSchema,
    media: z.array(mediaSchema),
    results: z.record(z.string(), mediaIdSchema),
  }),
]);
export type ProjectChange = z.infer<typeof change>;

export const journalRecordSchema = z.looseObject({
  revision: z.number().int().min(1),
  /** Format version of the program that wrote it; absent in journals of version 1. */
  version: z.number().int().min(1).optional(),
  change,
});
export type JournalRecord = z.infer<typeof journalRecordSchema>;

/**
 * The document after a change; the revision is the caller's to count.
 *
 * @throws RangeError for a patch that was not made for this document
 */
export function applyChange(document: ProjectDocument, made: ProjectChange): ProjectDocument {
  switch (made.kind) {
    case 'timeline':
      return { ...document, timeline: made.timeline };
    case 'patch':
      return { ...document, timeline: applyTimelinePatch(document.timeline, made.patch) };
    case 'library':
      return withLibrary(document, made);
    case 'bins':
      return { ...document, bins: made.bins };
    case 'restore':
      return { ...withLibrary(document, made), settings: made.settings, timeline: made.timeline };
    default:
      return assertNever(made);
  }
}

function withLibrary(
  document: ProjectDocument,
  { media, results }: Pick<Extract<ProjectChange, { kind: 'library' }>, 'media' | 'results'>,
): ProjectDocument {
  return {
    ...document,
    media: { ...document.media, ...Object.fromEntries(media.map((one) => [one.id, one])) },
    results: { ...document.results, ...results },
  };
}
