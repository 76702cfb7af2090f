import { z } from 'zod';
import { recipeSchema } from '../generation/recipe.ts';
import { branded } from '../lib/brand.ts';
import {
  binIdSchema,
  clipIdSchema,
  groupIdSchema,
  jobIdSchema,
  linkIdSchema,
  mediaIdSchema,
  projectIdSchema,
  trackIdSchema,
} from '../lib/ids.ts';
import { framesSchema, rateSchema } from '../time/rate.ts';
import { blendSchema, colourSchema, panSchema, transformSchema, volumeSchema } from './clip-look.ts';
import { labelColourSchema } from './labels.ts';
import { clipMarkerSchema, markerSchema } from './marker.ts';
import { titleSourceSchema } from './title.ts';
import { transitionSchema } from './transition.ts';

/**
 * The document. Frames are integers at the project's rate; there are no seconds in it. `timeline` is what editing
 * changes and what undo restores; `media` and `results` only grow and are outside undo, so that nothing a person or the
 * model made is ever undone away.
 *
 * Objects are loose: a field this version does not know survives a round trip. Whatever is optional means, where absent,
 * what it meant before the field existed.
 */
export const projectFormatVersion = 2;

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
  /** A `lut` is a `.cube` colour table, for clips' `colour`; no clip shows it. */
  kind: z.enum(['video', 'image', 'audio', 'lut']),
  name: z.string().min(1).max(255),
  file: relativePathSchema,
  /** What the viewer plays when the file itself can't be shown. */
  proxy: relativePathSchema.optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(0),
  width: z.number().int().min(0),
  height: z.number().int().min(0),
  /** Number of frames in the file at its own rate; 1 for an image, 0 for audio and tables. */
  frames: framesSchema,
  rate: rateSchema,
  /** How long sound without pictures is: samples per channel at `rate`. Absent where nobody measured it. */
  samples: z.number().int().min(1).max(1e12).optional(),
  hasAudio: z.boolean(),
  /** A film that may be seen through. Pictures always may. */
  alpha: z.boolean().optional(),
  /** What the camera's clock showed at the first frame: frames since midnight, of which a second has `base`. */
  timecode: z
    .looseObject({
      frame: z.number().int().min(0),
      base: z.number().int().min(1).max(255),
      dropFrame: z.boolean(),
    })
    .optional(),
  provenance,
  /** Where the library shows it; absent, or not among the project's `bins`: at the top. */
  bin: binIdSchema.optional(),
  /** Stars; absent = not rated. */
  rating: z.number().int().min(0).max(5).optional(),
  label: labelColourSchema.optional(),
});
export type Media = z.infer<typeof mediaSchema>;

/** What a clip shows: a file of the library, the take a job will deliver (looked up in `results`), or a title. */
export const clipSourceSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('media'), mediaId: mediaIdSchema }),
  /** `length`: how long the take will be, in frames of the project, so that its placeholder can be trimmed and untrimmed. */
  z.looseObject({ kind: z.literal('job'), jobId: jobIdSchema, length: framesSchema.optional() }),
  titleSourceSchema,
]);
export type ClipSource = z.infer<typeof clipSourceSchema>;

/**
 * How fast a source runs: `num / den` frames of it (at the project's rate) per frame of the timeline. `phase / den` is how
 * much of a frame has passed at the clip's first one, so that a cut within slow or fast motion moves no picture.
 */
export const speedSchema = z.looseObject({
  num: z.number().int().min(1).max(1_000_000),
  den: z.number().int().min(1).max(1_000_000),
  /** Less than `den`; 0 where absent. */
  phase: z.number().int().min(0).max(999_999).optional(),
});
export type Speed = z.infer<typeof speedSchema>;

/**
 * Other sources for the same place, e.g. takes of the same shot. The clip's own source is one of them too: it stands before
 * `others[current]`, so that "next" and "previous" have an order.
 */
export const takesSchema = z.looseObject({
  current: z.number().int().min(0).max(1000),
  others: z.array(clipSourceSchema).max(1000),
});

export const clipSchema = z.looseObject({
  id: clipIdSchema,
  name: z.string().max(255),
  source: clipSourceSchema,
  /** First frame on the timeline. */
  start: framesSchema,
  /** Number of frames on the timeline, at least 1. */
  length: framesSchema,
  /**
   * The frame of the source that the clip's first frame shows, counted at the project's rate from the source's beginning.
   * In reverse it is therefore the last one used.
   */
  sourceIn: framesSchema,
  /** 1/1 where absent. */
  speed: speedSchema.optional(),
  /** The source runs backwards; its sound is silent then. */
  reverse: z.boolean().optional(),
  /** The frame at `sourceIn` stands still for the whole clip, which is then silent. */
  freeze: z.boolean().optional(),
  /** False: neither seen nor heard. */
  enabled: z.boolean().optional(),
  /** True: the source's own sound is not heard, e.g. because a linked clip on a sound track carries it. */
  silent: z.boolean().optional(),
  label: labelColourSchema.optional(),
  linkId: linkIdSchema.optional(),
  groupId: groupIdSchema.optional(),
  /** Ascending by frame. */
  markers: z.array(clipMarkerSchema).max(10_000).optional(),
  takes: takesSchema.optional(),
  /** Frames at the head in which picture and sound come up from nothing; with `fadeOut` never more than the clip's length counts. */
  fadeIn: framesSchema.optional(),
  fadeOut: framesSchema.optional(),
  transform: transformSchema.optional(),
  blend: blendSchema.optional(),
  colour: colourSchema.optional(),
  volume: volumeSchema.optional(),
  pan: panSchema.optional(),
});
export type Clip = z.infer<typeof clipSchema>;

export const trackSchema = z.looseObject({
  id: trackIdSchema,
  kind: z.enum(['video', 'audio']),
  name: z.string().max(120),
  /** Ascending by start, never overlapping. */
  clips: z.array(clipSchema).max(100_000),
  /** Ascending by `at`, never overlapping. */
  transitions: z.array(transitionSchema).max(100_000).optional(),
  /** Refuses every edit. */
  locked: z.boolean().optional(),
  /** Not seen; of a video track. */
  hidden: z.boolean().optional(),
  /** Not heard. */
  muted: z.boolean().optional(),
  /** While any track is solo, sound is heard from solo tracks only; while any video track is, only those are seen. */
  solo: z.boolean().optional(),
  /** In pixels of the window. */
  height: z.number().int().min(16).max(1000).optional(),
  /** Moves along when an edit on another track moves everything behind it. False where absent. */
  syncLock: z.boolean().optional(),
});
export type Track = z.infer<typeof trackSchema>;

export const timelineSchema = z.looseObject({
  /** Video tracks from the lowest to the one on top, and sound tracks. */
  tracks: z.array(trackSchema).max(200),
  /** Ascending by frame. */
  markers: z.array(markerSchema).max(10_000).optional(),
  /** First frame of the marked range. */
  in: framesSchema.optional(),
  /** First frame behind the marked range; more than `in`. */
  out: framesSchema.optional(),
});
export type Timeline = z.infer<typeof timelineSchema>;

export const projectSettingsSchema = z.looseObject({
  rate: rateSchema,
  width: z.number().int().min(16).max(8192),
  height: z.number().int().min(16).max(8192),
});
export type ProjectSettings = z.infer<typeof projectSettingsSchema>;

/** A folder of the library; `parent` absent, or not among the project's bins: at the top. */
export const binSchema = z.looseObject({
  id: binIdSchema,
  name: z.string().min(1).max(255),
  parent: binIdSchema.optional(),
});
export type Bin = z.infer<typeof binSchema>;

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
  bins: z.array(binSchema).max(10_000).optional(),
  timeline: timelineSchema,
});
export type ProjectDocument = z.infer<typeof projectDocumentSchema>;
