import { freemem, totalmem } from 'node:os';

/** macOS calls free what lies fallow, and gives programs what it takes back from others: about this share of all. */
const usableOnMac = 0.75;

/** Memory the engine could have now without driving other programs out, in bytes: an estimate. */
export function freeMemory(): number {
  if (process.platform === 'darwin') return totalmem() * usableOnMac;
  const limit = process.constrainedMemory?.() ?? 0;
  if (limit <= 0 || limit >= totalmem()) return freemem();
  // What other processes of the container have is not known; this one's share is.
  return Math.min(freemem(), limit - process.memoryUsage.rss());
}
