import { totalmem } from 'node:os';

/** The limit of a container, where there is one below the memory of the machine. */
function limit(): number | undefined {
  const bytes = process.constrainedMemory?.();
  return bytes !== undefined && bytes > 0 && bytes < totalmem() ? bytes : undefined;
}

/** Memory programs can use here at most, in bytes. */
export function totalMemory(): number {
  return limit() ?? totalmem();
}
