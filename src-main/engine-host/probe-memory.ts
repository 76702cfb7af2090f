import { dirname } from 'node:path';
import { z } from 'zod';
import { probedProviderSchema, type ProbedProvider } from '../engine/protocol.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import type { Vfs } from '../files/vfs.ts';

const fileSchema = z.object({
  format: z.literal('kinoloom-providers'),
  identity: z.string(),
  providers: z.array(probedProviderSchema).min(1),
});

/** What trying the execution providers gave, from one start of the program to the next. */
export interface ProbeMemory {
  /** Undefined where nothing is known, or where the machine has changed since. */
  recall(): Promise<ProbedProvider[] | undefined>;
  keep(providers: readonly ProbedProvider[]): Promise<void>;
  /** What was kept has proven wrong. */
  forget(): Promise<void>;
}

/** For tests and wherever nothing shall outlive the process. */
export const noProbeMemory: ProbeMemory = {
  recall: () => Promise.resolve(undefined),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};

/**
 * A memory in a file, which counts only while `identity` answers what it answered then. It is a convenience: what can't be
 * read was never known, what can't be written is tried again at the next start.
 */
export function createProbeMemory(vfs: Vfs, path: string, identity: () => Promise<string>): ProbeMemory {
  return {
    async recall() {
      try {
        const parsed = fileSchema.safeParse(JSON.parse(new TextDecoder().decode(await vfs.readFile(path))));
        if (!parsed.success || parsed.data.identity !== (await identity())) return undefined;
        return parsed.data.providers;
      } catch {
        return undefined;
      }
    },
    async keep(providers) {
      try {
        const content = { format: 'kinoloom-providers', identity: await identity(), providers };
        await vfs.makeFolder(dirname(path));
        await writeFileAtomically(vfs, path, `${JSON.stringify(content, null, 2)}\n`);
      } catch {
        return;
      }
    },
    async forget() {
      await vfs.remove(path).catch(() => undefined);
    },
  };
}
