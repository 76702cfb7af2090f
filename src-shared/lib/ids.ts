import { z } from 'zod';
import { branded, type Brand } from './brand.ts';

export type ProjectId = Brand<string, 'ProjectId'>;
/** One file in the library: imported footage, or a take the model made. */
export type MediaId = Brand<string, 'MediaId'>;
export type ClipId = Brand<string, 'ClipId'>;
export type TrackId = Brand<string, 'TrackId'>;
export type JobId = Brand<string, 'JobId'>;
/** Clips that are one recording: picture and sound, say. What happens to one happens to all. */
export type LinkId = Brand<string, 'LinkId'>;
/** Clips that are selected and moved together. */
export type GroupId = Brand<string, 'GroupId'>;
export type MarkerId = Brand<string, 'MarkerId'>;
export type TransitionId = Brand<string, 'TransitionId'>;
/** A folder of the library's panel. */
export type BinId = Brand<string, 'BinId'>;

/**
 * Ids are made by us (random or content hashes) and travel in file names and URLs, so anything else is refused at the
 * border: an id is never a path.
 */
const idSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]{2,79}$/, 'not an id');

export const projectIdSchema = branded<z.ZodType<ProjectId>>(idSchema);
export const mediaIdSchema = branded<z.ZodType<MediaId>>(idSchema);
export const clipIdSchema = branded<z.ZodType<ClipId>>(idSchema);
export const trackIdSchema = branded<z.ZodType<TrackId>>(idSchema);
export const jobIdSchema = branded<z.ZodType<JobId>>(idSchema);
export const linkIdSchema = branded<z.ZodType<LinkId>>(idSchema);
export const groupIdSchema = branded<z.ZodType<GroupId>>(idSchema);
export const markerIdSchema = branded<z.ZodType<MarkerId>>(idSchema);
export const transitionIdSchema = branded<z.ZodType<TransitionId>>(idSchema);
export const binIdSchema = branded<z.ZodType<BinId>>(idSchema);
