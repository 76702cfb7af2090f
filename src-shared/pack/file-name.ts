import { z } from 'zod';

/** A name inside the pack folder: one path segment or a few, never absolute, never upwards. */
export const packFileNameSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/, 'not a file name inside the pack');

/** A graph of the pack; what it must offer depends on its role (`src-main/engine/packs`). */
export const packGraphSchema = z.object({ file: packFileNameSchema });
