import { z } from 'zod';
import { recipeSchema } from '../generation/recipe.ts';
import { branded } from '../lib/brand.ts';
import { clipIdSchema, jobIdSchema, mediaIdSchema, projectIdSchema, trackIdSchema } from '../lib/ids.ts';
import { framesSchema, rateSchema } from '../time/rate.ts';

/**
 * The document. Frames are integers at the project's rate; there are no seconds in it. `timeline` is what editing
 * changes and what undo restores; `media` and `results` only grow and are outside undo, so that nothing a person or the
 * model made is ever undone away.
 *
 * Objects are loose: a field this version does not know survives a round trip.
 */
export const projectFormatVersion = 1;

/** Inside the project folder, `/`-separated, never absolute and never upwards. */
export const relativePathSchema = z
  .string()
  .min(1)
  .max(400)
  .refine(
    (path) =>
      !/^([A-Za-z]:|[\\/])/.test(path) &&
      !path.includes('\\') &&
      path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'not a path inside the project',
  );

const provenance = z.discriminatedUnion('origin', [
  z.looseObject({ origin: z.literal('imported') }),
  z.looseObject({ origin: z.literal('generated'), recipe: recipeSchema }),
]);

export const mediaSchema = z.looseObject({
  id: mediaIdSchema,
  kind: z.enum(['video', 'image', 'audio']),
  name: z.string().min(1).max(255),
  file: relativePathSchema,
  /** What the viewer plays when the file itself can't be shown. */
  proxy: relativePathSchema.optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(0),
  width: z.number().int().min(0),
  height: z.number().int().min(0),
  /** Number of frames in the file at its own rate; 1 for an image, 0 for audio. */
  frames: framesSchema,
  rate: rateSchema,
  hasAudio: z.boolean(),
  provenance,
});
export type Media = z.infer<typeof mediaSchema>;

/** What a clip shows: a file of the library, or the take a job will deliver (looked up in `results`). */
export const clipSourceSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('media'), mediaId: mediaIdSchema }),
  /** `length`: how long the take will be, in frames of the project, so that its placeholder can be trimmed and untrimmed. */
  z.looseObject({ kind: z.literal('job'), jobId: jobIdSchema, length: framesSchema.optional() }),
]);
export type ClipSource = z.infer<typeof clipSourceSchema>;

export const clipSchema = z.looseObject({
  id: clipIdSchema,
  name: z.string().max(255),
  source: clipSourceSchema,
  /** First frame on the timeline. */
  start: framesSchema,
  /** Number of frames on the timeline, at least 1. */
  length: framesSchema,
  /** First frame used of the source, counted at the project's rate from the source's beginning. */
  sourceIn: framesSchema,
});
export type Clip = z.infer<typeof clipSchema>;

export const trackSchema = z.looseObject({
  id: trackIdSchema,
  kind: z.enum(['video', 'audio']),
  name: z.string().max(120),
  /** Ascending by start, never overlapping. */
  clips: z.array(clipSchema).max(100_000),
});
export type Track = z.infer<typeof trackSchema>;

export const timelineSchema = z.looseObject({ tracks: z.array(trackSchema).max(200) });
export type Timeline = z.infer<typeof timelineSchema>;

export const projectSettingsSchema = z.looseObject({
  rate: rateSchema,
  width: z.number().int().min(16).max(8192),
  height: z.number().int().min(16).max(8192),
});
export type ProjectSettings = z.infer<typeof projectSettingsSchema>;

export const projectDocumentSchema = z.looseObject({
  format: z.literal('kinoloom-project'),
  formatVersion: z.literal(projectFormatVersion),
  id: projectIdSchema,
  /** Number of committed edits this snapshot contains; the journal goes on from here. */
  revision: z.number().int().min(0).optional(),
  name: z.string().min(1).max(255),
  settings: projectSettingsSchema,
  media: z.record(branded<z.ZodString>(mediaIdSchema), mediaSchema),
  results: z.record(branded<z.ZodString>(jobIdSchema), mediaIdSchema),
  timeline: timelineSchema,
});
export type ProjectDocument = z.infer<typeof projectDocumentSchema>;
