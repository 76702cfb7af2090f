import { z } from 'zod';
import type { Brand } from './brand.ts';

export type ProjectId = Brand<string, 'ProjectId'>;
/** One file in the library: imported footage, or a take the model made. */
export type MediaId = Brand<string, 'MediaId'>;
export type ClipId = Brand<string, 'ClipId'>;
export type TrackId = Brand<string, 'TrackId'>;
export type JobId = Brand<string, 'JobId'>;

/**
 * Ids are made by us (random or content hashes) and travel in file names and URLs, so anything else is refused at the
 * border: an id is never a path.
 */
const idSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]{2,79}$/, 'not an id');

export const projectIdSchema = idSchema as unknown as z.ZodType<ProjectId>;
export const mediaIdSchema = idSchema as unknown as z.ZodType<MediaId>;
export const clipIdSchema = idSchema as unknown as z.ZodType<ClipId>;
export const trackIdSchema = idSchema as unknown as z.ZodType<TrackId>;
export const jobIdSchema = idSchema as unknown as z.ZodType<JobId>;
