import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { totalMemory } from './memory.ts';

export interface MachineFacts {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Free space where `folder` lies; 0 where that can't be told. */
  readonly freeDiskBytes: number;
}

export async function machineFacts(folder: string): Promise<MachineFacts> {
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalMemory(),
    freeDiskBytes: free,
  };
}

/** Threads for the engine: what this process may really use, which in a container is less than the machine has. */
export function threadCount(): number {
  return Math.max(1, availableParallelism());
}
