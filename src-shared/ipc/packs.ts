import { z } from 'zod';
import { errorDataSchema } from '../errors/app-error.ts';
import { packCostSchema, stageNames } from '../pack/cost/pack-cost.ts';

const bytes = z.number().min(0);

export const packSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  window: z.number().int(),
  rate: z.object({ num: z.number().int(), den: z.number().int() }),
  aspects: z.array(z.string()),
  operations: z.record(
    z.string(),
    z.union([
      z.object({ native: z.literal(true) }),
      z.object({ native: z.literal(false), reason: z.string() }),
    ]),
  ),
  prompt: z.record(z.string(), z.array(z.string())),
  otherWords: z.record(z.string(), z.array(z.string())),
  steps: z.number().int(),
  guidance: z.number(),
  cost: packCostSchema,
});
export type PackSummary = z.infer<typeof packSummarySchema>;

/** A pack on this machine, as the pack manager lists it. */
export const packEntrySchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  licence: z.string(),
  description: z.string(),
  /** `embedded`: it came with the program and stays with it. */
  origin: z.enum(['embedded', 'installed']),
  bytes,
  /**
   * `present`: every file is there in its size, its content was not hashed since the program started. `verified`: it was.
   * `checking`: it is being hashed. `damaged`: a file is not what the pack promises.
   */
  state: z.enum(['present', 'checking', 'verified', 'damaged']),
  problem: errorDataSchema.optional(),
  /** The least memory a shot of it needs, and what a full window of its largest size needs; on the card: a part of it. */
  memory: z.object({ least: bytes, full: bytes, onCard: bytes }),
});
export type PackEntry = z.infer<typeof packEntrySchema>;

/** A folder among the packs that can't be read as one. */
export const brokenPackSchema = z.object({
  /** Where its name tells; only then can it be removed here. */
  id: z.string().optional(),
  name: z.string(),
  error: errorDataSchema,
});
export type BrokenPack = z.infer<typeof brokenPackSchema>;

/** A download of an earlier start of the program that can go on. */
export const unfinishedPackSchema = z.object({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}-[0-9a-f]{12}$/),
  name: z.string(),
  version: z.string(),
  /** The server it comes from. */
  host: z.string(),
  bytes,
  bytesThere: bytes,
});
export type UnfinishedPack = z.infer<typeof unfinishedPackSchema>;

export const offerIdSchema = z.string().regex(/^offer-[0-9a-f]{32}$/);

/** Where packs are installed. The path itself stays in main. */
export const packLocationSchema = z.object({
  /** Name of the folder. */
  name: z.string(),
  /** It is the usual one. */
  usual: z.boolean(),
  freeBytes: bytes.nullable(),
});

/** A pack that was looked at and can be installed: what a person has to know before. */
export const packOfferSchema = z.object({
  offer: offerIdSchema,
  id: z.string(),
  name: z.string(),
  version: z.string(),
  description: z.string(),
  licence: z.string(),
  licenceText: z.string().nullable(),
  /** It has to be accepted, and was not yet. */
  mustAccept: z.boolean(),
  /** This very pack is installed and whole. */
  installed: z.boolean(),
  /** All of it, and what is still to be brought. */
  bytes,
  bytesToBring: bytes,
  location: packLocationSchema,
  enoughDisk: z.boolean(),
  memory: packEntrySchema.shape.memory,
  operations: packSummarySchema.shape.operations,
});
export type PackOffer = z.infer<typeof packOfferSchema>;

/** An installation, from its beginning until it is taken off the list. */
export const packTaskSchema = z.object({
  offer: offerIdSchema,
  id: z.string(),
  name: z.string(),
  version: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** Bytes that lie on the disk, of all. */
  done: bytes,
  total: bytes,
  /** What was brought is kept, and it can go on. */
  resumes: z.boolean(),
  error: errorDataSchema.optional(),
});
export type PackTask = z.infer<typeof packTaskSchema>;

export const packMachineSchema = z.object({
  memoryBytes: bytes,
  /** Of graphics cards that tell; null = none does. */
  card: z.object({ name: z.string(), bytes, shared: z.boolean() }).nullable(),
});

export const packSurveySchema = z.object({
  packs: z.array(packEntrySchema),
  broken: z.array(brokenPackSchema),
  unfinished: z.array(unfinishedPackSchema),
  tasks: z.array(packTaskSchema),
  location: packLocationSchema,
  machine: packMachineSchema,
});
export type PackSurvey = z.infer<typeof packSurveySchema>;

export const packDetailsSchema = z.object({
  id: z.string(),
  /** The model card, where the pack has one. */
  card: z.string().nullable(),
  licenceText: z.string().nullable(),
  /** A licence that had to be accepted was. */
  accepted: z.boolean(),
  operations: packSummarySchema.shape.operations,
  files: z.array(z.object({ name: z.string(), bytes })),
  sizes: packCostSchema.shape.sizes,
  /** Frames of a window, and how many a second. */
  window: z.number().int(),
  rate: packSummarySchema.shape.rate,
  stages: z.array(z.object({ name: z.enum(stageNames), bytes })),
});
export type PackDetails = z.infer<typeof packDetailsSchema>;

const nothing = z.void();
const packId = z.string().max(64);

export const packCalls = {
  /** Packs that can be used, for the prompt. */
  'packs.list': { input: nothing, output: z.array(packSummarySchema) },
  /** Everything the pack manager shows. */
  'packs.survey': { input: nothing, output: packSurveySchema },
  'packs.details': { input: packId, output: packDetailsSchema },
  /** Hashes all files of a pack; news come as `packs.changed`. */
  'packs.verify': { input: packId, output: nothing },
  /** Shows the system's dialog for the folder of a pack; null = the person cancelled. */
  'packs.offerFolder': { input: nothing, output: packOfferSchema.nullable() },
  'packs.offerAddress': { input: z.object({ address: z.string().max(4096) }), output: packOfferSchema },
  /** A broken-off download, to go on with. */
  'packs.offerUnfinished': { input: unfinishedPackSchema.shape.key, output: packOfferSchema },
  /** The same offer as things stand now, after the folder for packs has changed. */
  'packs.offerAgain': { input: offerIdSchema, output: packOfferSchema },
  /** Stops looking at an address. */
  'packs.stopOffer': { input: nothing, output: nothing },
  /** Begins to install, or goes on; news come as `packs.task`. */
  'packs.install': {
    input: z.object({ offer: offerIdSchema, acceptLicence: z.boolean() }),
    output: packTaskSchema,
  },
  'packs.cancel': { input: offerIdSchema, output: nothing },
  /** Takes an installation that has ended off the list; what was brought of it goes too. */
  'packs.dismiss': { input: offerIdSchema, output: nothing },
  'packs.discard': { input: unfinishedPackSchema.shape.key, output: nothing },
  'packs.remove': { input: packId, output: nothing },
  /** Shows the system's dialog for where packs shall lie from now on; false = the person cancelled. */
  'packs.chooseLocation': { input: nothing, output: z.boolean() },
  /** Shows the folder of the packs in the system's file manager. */
  'packs.reveal': { input: nothing, output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export const packEvents = {
  'packs.task': packTaskSchema,
  /** How far the hashing of a pack is. */
  'packs.check': z.object({ id: z.string(), done: bytes, total: bytes }),
  /** Packs came, went, or turned out to be damaged: what was shown of them is old. */
  'packs.changed': z.object({}),
} as const satisfies Record<string, z.ZodType>;
