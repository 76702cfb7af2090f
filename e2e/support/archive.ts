import { open } from 'node:fs/promises';
import { z } from 'zod';

/** A folder of an archive's listing: names to folders or files; a file has a size and may lie outside. */
interface Entry {
  readonly files?: Readonly<Record<string, Entry>> | undefined;
  readonly unpacked?: boolean | undefined;
}
const entrySchema: z.ZodType<Entry> = z.lazy(() =>
  z.object({ files: z.record(z.string(), entrySchema).optional(), unpacked: z.boolean().optional() }),
);

/** One file an asar archive lists. */
export interface ArchivedFile {
  readonly path: string;
  /** True when it lies beside the archive instead of in it. */
  readonly unpacked: boolean;
}

/**
 * Reads the listing of an asar archive, independently of the packer: four little-endian numbers (the last one is the
 * length of the JSON), then the JSON.
 */
export async function listArchive(path: string): Promise<ArchivedFile[]> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(16);
    await file.read(head, 0, 16, 0);
    const json = Buffer.alloc(head.readUInt32LE(12));
    await file.read(json, 0, json.length, 16);
    const listed: ArchivedFile[] = [];
    collect(entrySchema.parse(JSON.parse(json.toString('utf8'))), '', listed);
    return listed;
  } finally {
    await file.close();
  }
}

function collect(entry: Entry, path: string, into: ArchivedFile[]): void {
  if (entry.files === undefined) {
    into.push({ path, unpacked: entry.unpacked === true });
    return;
  }
  for (const [name, inner] of Object.entries(entry.files)) {
    collect(inner, path === '' ? name : `${path}/${name}`, into);
  }
}
