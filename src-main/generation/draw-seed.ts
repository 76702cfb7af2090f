import { randomBytes } from 'node:crypto';

/** A random seed below 2^32: short enough to be read out and typed again. */
export function drawSeed(): string {
  return String(randomBytes(4).readUInt32LE());
}
