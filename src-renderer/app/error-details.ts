import type { ErrorData } from '../../src-shared/errors/app-error.ts';
import type { PackSummary } from '../../src-shared/ipc/packs.ts';
import type { Machine } from '../editor/stores/facts-store.ts';

/** An error as plain text with what it happened on. No paths, no prompts: only what main chose to tell. */
export function errorDetails(
  error: ErrorData,
  machine: Machine | undefined,
  packs: readonly PackSummary[] | undefined,
): string {
  const lines = [`${error.code}: ${error.message}`];
  if (error.hint !== undefined) lines.push(error.hint);
  for (const cause of error.causes) lines.push(`caused by: ${cause}`);
  if (machine !== undefined) {
    lines.push(
      `Kinoloom ${machine.appVersion}, Electron ${machine.electron}, Chrome ${machine.chrome}, Node ${machine.node}`,
      `${machine.processor}, ${machine.cores} cores, ${(machine.memoryBytes / 1024 ** 3).toFixed(1)} GiB memory`,
    );
  }
  for (const pack of packs ?? []) lines.push(`model ${pack.id} ${pack.version}`);
  return lines.join('\n');
}
