import { z } from 'zod';
import { errorDataSchema } from '../errors/app-error.ts';
import { generationRequestSchema } from '../generation/request.ts';
import { menusSchema } from './menu.ts';
import { packCalls, packEvents } from './packs.ts';
import { jobSnapshotSchema } from '../jobs/job.ts';
import { clipIdSchema, jobIdSchema, mediaIdSchema } from '../lib/ids.ts';
import { boardShotSchema, mostShots } from '../storyboard/schema.ts';
import { binSchema, mediaSchema, projectDocumentSchema, timelineSchema } from '../project/schema.ts';

/**
 * The one map between the window and main: channel -> schema of what goes in and of what comes out. The router in main
 * checks the sender, parses, and answers `{ ok: true, value } | { ok: false, error }`; the renderer's client parses again.
 * No path ever crosses: files are named by tokens that main hands out after a dialog or a drop.
 */
const nothing = z.void();

/** A file main was given by a dialog or a drop: an opaque, short-lived name for a path. */
export const fileTokenSchema = z.string().regex(/^file-[a-z0-9]{16,64}$/);

/** Who works in a project that is open somewhere else. */
export const lockHolderSchema = z.object({
  /** `window` or `command line`. */
  program: z.string(),
  /** Name of the machine. */
  host: z.string(),
  pid: z.number().int(),
  /** ISO 8601, UTC. */
  since: z.string(),
  /** It is this machine; only then can it be told whether the holder still lives. */
  here: z.boolean(),
});
export type LockHolder = z.infer<typeof lockHolderSchema>;

export const projectStateSchema = z.object({
  document: projectDocumentSchema,
  /** False until it was saved under a name by the person. */
  named: z.boolean(),
  readOnly: z.boolean(),
  /** Only where it is read-only because somebody else has it. */
  heldBy: lockHolderSchema.optional(),
});
export type ProjectState = z.infer<typeof projectStateSchema>;

/** A save of the past. `save`: the person asked for it; `auto`: the program did, at most once an hour. */
export const projectVersionSchema = z.object({
  id: z.string().regex(/^[0-9a-zTZ.-]{1,60}$/),
  kind: z.enum(['save', 'auto']),
  /** ISO 8601, UTC. */
  savedAt: z.string(),
  revision: z.number().int(),
  bytes: z.number().int(),
});
export type ProjectVersion = z.infer<typeof projectVersionSchema>;

/** A project that can be gone back to: a draft that was never named, or a named one that was open before. */
export const recentProjectSchema = z.object({
  /** Opaque; holds while the program runs. */
  id: z.string().regex(/^recent-[0-9a-f]{32}$/),
  kind: z.enum(['draft', 'project']),
  /** What the person called it. */
  name: z.string(),
  /** ISO 8601, UTC. */
  changedAt: z.string(),
  /** On all tracks. */
  clips: z.number().int().min(0),
  /** Files in its library. */
  media: z.number().int().min(0),
  /** Name of the clip it begins with: what tells one draft from another. */
  firstClip: z.string().optional(),
  /** It is the one that is open. */
  shown: z.boolean(),
  /** `missing`: its folder is gone, or on a disk that is not connected. */
  problem: z.enum(['missing', 'unreadable']).optional(),
});
export type RecentProject = z.infer<typeof recentProjectSchema>;

/** One JPEG with small pictures of a clip in rows, left to right, top to bottom: `media://media/<id>/filmstrip`. */
export const filmstripSchema = z.object({
  tileWidth: z.number().int().min(1),
  tileHeight: z.number().int().min(1),
  columns: z.number().int().min(1),
  count: z.number().int().min(1),
  /** Tile i shows frame i * step of the file. */
  step: z.number().int().min(1),
});

/** What is drawn of a sound: `length x channels x 2` values from -128 to 127, lowest and highest of each point. */
export const peaksSchema = z.object({
  sampleRate: z.number().int().min(1),
  /** Samples of one channel that one point sums up. */
  samplesPerPoint: z.number().int().min(1),
  channels: z.number().int().min(1).max(2),
  length: z.number().int().min(0),
  data: z.instanceof(Int8Array),
});

export const relinkReportSchema = z.object({
  /** `hash`: the very same contents; `name`: another file of the same name and kind now stands in its place. */
  relinked: z.array(z.object({ mediaId: mediaIdSchema, by: z.enum(['hash', 'name']) })),
  /** Still without a file. */
  missing: z.array(mediaIdSchema),
});
export type RelinkReport = z.infer<typeof relinkReportSchema>;

export const machineSchema = z.object({
  appVersion: z.string(),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  processor: z.string(),
  cores: z.number().int(),
  memoryBytes: z.number(),
  freeDiskBytes: z.number(),
});

export const calls = {
  'machine.info': { input: nothing, output: machineSchema },
  /** The system menu, as the window's command registry describes it; sent again when keys or names change. */
  'menu.show': { input: menusSchema, output: nothing },
  ...packCalls,

  'project.current': { input: nothing, output: projectStateSchema },
  'project.new': { input: nothing, output: projectStateSchema },
  /** Shows the system's dialog; null = the person cancelled. */
  'project.open': { input: nothing, output: projectStateSchema.nullable() },
  'project.openDropped': { input: fileTokenSchema, output: projectStateSchema },
  /** What a double click or the command line asked for and nobody has opened yet; null = nothing, or cancelled. */
  'project.openAsked': { input: nothing, output: projectStateSchema.nullable() },
  /** Last changed first. */
  'project.recent': { input: nothing, output: z.array(recentProjectSchema) },
  'project.openRecent': { input: recentProjectSchema.shape.id, output: projectStateSchema },
  /** Deletes a draft; a named project only leaves the list. Answers what is left. */
  'project.forgetRecent': { input: recentProjectSchema.shape.id, output: z.array(recentProjectSchema) },
  /** Shows the folder of the open project in the system's file manager. */
  'project.reveal': { input: nothing, output: nothing },
  /** Shows the system's dialogs: which `.kinoloomz`, and where its project shall stand. */
  'project.openBundle': { input: nothing, output: projectStateSchema.nullable() },
  /** Shows the save dialog; writes the whole project into one `.kinoloomz` file. */
  'project.bundle': {
    input: z.object({ media: z.enum(['used', 'all']) }),
    output: z.object({ fileName: z.string(), bytes: z.number().int(), files: z.number().int() }).nullable(),
  },
  /** Newest first. */
  'project.versions': { input: nothing, output: z.array(projectVersionSchema) },
  'project.previewVersion': { input: projectVersionSchema.shape.id, output: projectDocumentSchema },
  /** The present state is saved as a version first; the restored one is a new edit on top of it. */
  'project.restoreVersion': { input: projectVersionSchema.shape.id, output: projectStateSchema },
  /** Takes a project over that another machine holds: for the person who knows that nobody works in it any more. */
  'project.takeOver': { input: nothing, output: projectStateSchema },
  'project.save': { input: nothing, output: projectStateSchema.nullable() },
  'project.saveAs': { input: nothing, output: projectStateSchema.nullable() },
  /** One committed edit: main journals it at once. `label` is the undo label. */
  'project.commit': {
    input: z.object({ label: z.string().max(200), timeline: timelineSchema }),
    output: nothing,
  },

  /** Shows the system's dialog; the items arrive as `library.changed` events too. */
  'library.import': { input: nothing, output: z.array(mediaSchema) },
  'library.importDropped': { input: z.array(fileTokenSchema).min(1).max(200), output: z.array(mediaSchema) },
  /** Pictures from the clipboard that are no files: their bytes, as the page was given them. */
  'library.importPasted': {
    input: z.array(z.instanceof(Uint8Array)).min(1).max(20),
    output: z.array(mediaSchema),
  },
  /** What the person says about a medium; null takes it away. Arrives as `library.changed` too. */
  'library.update': {
    input: z.object({
      mediaId: mediaIdSchema,
      name: mediaSchema.shape.name.optional(),
      bin: mediaSchema.shape.bin.unwrap().nullable().optional(),
      rating: mediaSchema.shape.rating.unwrap().nullable().optional(),
      label: mediaSchema.shape.label.unwrap().nullable().optional(),
    }),
    output: mediaSchema,
  },
  /** All bins of the library, in their order. */
  'library.setBins': { input: z.array(binSchema).max(10_000), output: nothing },
  'library.filmstrip': { input: mediaIdSchema, output: filmstripSchema },
  /**
   * Makes the pictures for scrubbing around a frame of a film, if they aren't there: each is then to be had at
   * `media://media/<id>/scrub/<frame>`. Answers which frames have one now.
   */
  'library.scrubReel': {
    input: z.object({ mediaId: mediaIdSchema, frame: z.number().int().min(0) }),
    output: z.object({ first: z.number().int().min(0), count: z.number().int().min(1) }),
  },
  'library.peaks': { input: mediaIdSchema, output: peaksSchema },
  /** Media whose file is gone (`missing`) or has another size than it had (`changed`). */
  'library.offline': {
    input: nothing,
    output: z.array(z.object({ mediaId: mediaIdSchema, reason: z.enum(['missing', 'changed']) })),
  },
  /** Shows the system's dialog for a folder to search in; null = cancelled. Found media arrive as `library.changed`. */
  'library.relink': { input: nothing, output: relinkReportSchema.nullable() },

  /** Shows the system's dialog for a list of shots; pictures it names come into the library. null = cancelled. */
  'storyboard.open': {
    input: nothing,
    output: z.object({ shots: z.array(boardShotSchema).min(1).max(mostShots) }).nullable(),
  },

  /**
   * `clipId` is the placeholder that stands on the timeline for the job. Of several takes the first has this job id; the
   * others are jobs of their own, whose takes appear in the library.
   */
  'jobs.generate': {
    input: z.object({ jobId: jobIdSchema, clipId: clipIdSchema, request: generationRequestSchema }),
    output: nothing,
  },
  'jobs.list': { input: nothing, output: z.array(jobSnapshotSchema) },
  'jobs.cancel': { input: jobIdSchema, output: nothing },
  /** Stops a waiting or a running job for a while; what it has done is kept. */
  'jobs.pause': { input: jobIdSchema, output: nothing },
  'jobs.resume': { input: jobIdSchema, output: nothing },
  /** Puts a waiting job before another one, or at the end. */
  'jobs.move': { input: z.object({ jobId: jobIdSchema, before: jobIdSchema.nullable() }), output: nothing },
  /** Queues a job that did not succeed again, from where it was; `lighter`: anew, with less work for the machine. */
  'jobs.retry': { input: z.object({ jobId: jobIdSchema, lighter: z.boolean() }), output: nothing },
  'jobs.clear': { input: nothing, output: nothing },

  /**
   * Shows the save dialog, then queues the export of the whole timeline or of what lies between its marks; null = cancelled
   * in the dialog.
   */
  'deliver.start': {
    input: z.object({ preset: z.string().max(60), range: z.enum(['all', 'marked']) }),
    output: jobIdSchema.nullable(),
  },
  /** Opens the folder of a delivered file in the system's file manager. */
  'deliver.reveal': { input: jobIdSchema, output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export const events = {
  ...packEvents,
  'job.changed': jobSnapshotSchema,
  /** The person clicked the notice of a job's end: the window shows what came of it. */
  'job.show': z.object({ jobId: jobIdSchema }),
  /** RGB24 frames of the forming picture, in time order. */
  'job.preview': z.object({
    jobId: jobIdSchema,
    seq: z.number().int(),
    step: z.number().int(),
    steps: z.number().int(),
    width: z.number().int(),
    height: z.number().int(),
    frames: z.array(z.instanceof(Uint8Array)),
  }),
  'library.changed': z.object({
    media: z.array(mediaSchema),
    results: z.record(z.string(), mediaIdSchema),
    /** All of them, where they changed. */
    bins: z.array(binSchema).optional(),
    /** All whose proxy is being made, where that changed: until then they can't be played. */
    preparing: z.array(mediaIdSchema).optional(),
    /** What could not be shown before can be now: whatever remembers that forgets it. */
    mended: z.boolean().optional(),
  }),
  'project.changed': projectStateSchema,
  /** A double click asks for another project: the window opens it with `project.openAsked` when it may. */
  'project.asked': z.object({}),
  /** A menu item or system shortcut asks the window to run a command of its registry. */
  'command.run': z.object({ command: z.string().max(80) }),
} as const satisfies Record<string, z.ZodType>;

export type CallName = keyof typeof calls;
export type CallInput<Name extends CallName> = z.input<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = z.output<(typeof calls)[Name]['output']>;
export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.output<(typeof events)[Name]>;

/** What a call answers on the wire. */
export const envelopeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorDataSchema }),
]);
export type Envelope = z.infer<typeof envelopeSchema>;

/** What the preload puts on `window.kinoloom`: three functions, nothing of Electron's. */
export interface PreloadSurface {
  call(name: string, input: unknown): Promise<unknown>;
  /** Returns the function that stops listening. */
  on(name: string, listener: (payload: unknown) => void): () => void;
  /** Hands dropped files to main and returns one token each; the page never sees a path. */
  tokensOf(files: readonly unknown[]): Promise<readonly string[]>;
}
