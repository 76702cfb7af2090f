import { z } from 'zod';
import { writeFileAtomically } from '../files/atomic-write.ts';
import type { Vfs } from '../files/vfs.ts';
import type { Logger } from '../log/logger.ts';

/** What the program remembers for a person on this machine; never part of a project. */
const settingsSchema = z.object({
  /** Folder of the named project that was open last. */
  lastProject: z.string().optional(),
  /** Folders of named projects that were open, the newest first. */
  recentProjects: z.array(z.string()).max(100).optional(),
  /** Where the window stood, in screen pixels. */
  window: z
    .object({
      x: z.number().int(),
      y: z.number().int(),
      width: z.number().int().min(100),
      height: z.number().int().min(100),
    })
    .optional(),
});
export type SettingsData = z.infer<typeof settingsSchema>;

export interface Settings {
  get(): Promise<SettingsData>;
  change(part: Partial<SettingsData>): Promise<void>;
}

/** Settings are a convenience: what can't be read is as if it had never been set, what can't be written is logged. */
export function createSettings(vfs: Vfs, path: string, log: Logger): Settings {
  let known: SettingsData | undefined;
  let lane: Promise<void> = Promise.resolve();

  async function read(): Promise<SettingsData> {
    try {
      const parsed = settingsSchema.safeParse(JSON.parse(new TextDecoder().decode(await vfs.readFile(path))));
      return parsed.success ? parsed.data : {};
    } catch {
      return {};
    }
  }

  async function get(): Promise<SettingsData> {
    known ??= await read();
    return known;
  }

  return {
    get,
    change(part) {
      lane = lane.then(async () => {
        known = { ...(await get()), ...part };
        try {
          await writeFileAtomically(vfs, path, `${JSON.stringify(known, null, 2)}\n`);
        } catch (error) {
          log.warn('Settings could not be written.', { error });
        }
      });
      return lane;
    },
  };
}
