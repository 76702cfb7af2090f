import { statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, toErrorData } from '../../../src-shared/errors/app-error.ts';
import { clipIdSchema, jobIdSchema, mediaIdSchema } from '../../../src-shared/lib/ids.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import type { Vfs } from '../../files/vfs.ts';
import { processStart } from '../../platform/process-start.ts';
import { openSession } from '../session.ts';
import type { ProjectSession } from '../session.ts';
import { faultyVfs } from './faulty-vfs.ts';
import { documentHash } from './protocol.ts';
import type { FaultKind, News } from './protocol.ts';
import { randomEdit } from './random-edit.ts';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';

export interface TortureWork {
  readonly folder: string;
  readonly seed: number;
  readonly faults: FaultKind;
}

/** A disk larger than this is none to be filled by way of trial. */
const smallDiskBytes = 256 * 1024 * 1024;

function takeNumber(index: number): Media {
  return {
    id: mediaIdSchema.parse(`media-${index}`),
    kind: 'video',
    name: `Take ${index}`,
    file: `takes/${index}.mp4`,
    sha256: index.toString(16).padStart(64, '0'),
    bytes: 1000,
    width: 64,
    height: 36,
    frames: frames(48),
    rate: { num: 24, den: 1 },
    hasAudio: false,
    provenance: { origin: 'imported' },
  };
}

/**
 * The size of a disk that may be filled, in bytes.
 *
 * @throws AppError `input.option` for a large one
 */
export async function smallDisk(home: string): Promise<number> {
  const { blocks, bsize } = await statfs(home);
  if (blocks * bsize <= smallDiskBytes) return blocks * bsize;
  throw new AppError('input.option', 'That disk is too large to be filled.', {
    hint: 'Give a folder on a small disk of its own, e.g. a tmpfs of 2 MB.',
  });
}

/** Fills the disk beside the project and frees it again, in turns. */
async function diskFiller(folder: string, vfs: Vfs) {
  const home = dirname(folder);
  const bytes = await smallDisk(home);
  const filler = join(home, 'filler');
  await vfs.removeTree(filler);
  let edits = 0;
  return async () => {
    edits += 1;
    if (edits % 8 === 3) await writeFile(filler, Buffer.alloc(bytes)).catch(() => undefined);
    if (edits % 8 === 0) await vfs.removeTree(filler);
  };
}

interface Hand {
  readonly session: ProjectSession;
  readonly random: Random;
  readonly say: (news: News) => void;
}

/** One edit of a random kind; says before what it will be, and after whether it is safe. */
async function editOnce({ session, random, say }: Hand, count: number): Promise<void> {
  const { document } = session;
  const revision = (document.revision ?? 0) + 1;
  const unique = `${revision}-${random.below(1e9)}`;
  const announce = (next: typeof document) => say({ kind: 'made', revision, hash: documentHash(next) });
  if (random.below(12) === 0) {
    const media = takeNumber(random.below(40));
    const jobId = jobIdSchema.parse(`job-${random.below(40)}`);
    announce({
      ...document,
      media: { ...document.media, [media.id]: media },
      results: { ...document.results, [jobId]: media.id },
    });
    await session.addResult(jobId, media);
  } else {
    let made = 0;
    const timeline = randomEdit(document.timeline, random, () =>
      clipIdSchema.parse(`clip-${unique}-${(made += 1)}`),
    );
    announce({ ...document, timeline });
    await session.commitTimeline('Torture', timeline);
  }
  say({ kind: 'kept', revision });
  if (count % 8 === 7) await session.save(random.below(2) === 0 ? 'save' : 'auto');
}

/**
 * Edits a project without end, and says of each edit when it was made and when it was safe. Ends only by being killed, by
 * `signal`, or by a failure that is no disk's.
 */
export async function tortureWorker(
  { folder, seed, faults }: TortureWork,
  vfs: Vfs,
  say: (news: News) => void,
  signal: AbortSignal,
): Promise<void> {
  const random = randomFrom(seed);
  const disk = faults === 'io' || faults === 'nospace' ? faultyVfs(vfs, faults, randomFrom(seed + 1)) : vfs;
  const fill = faults === 'full' ? await diskFiller(folder, vfs) : undefined;
  const isDisk = (code: string) => code.startsWith('disk.') || code === 'output.unwritable';
  try {
    const session = await openSession(folder, { vfs: disk, processStart, program: 'command line' });
    const { document, readOnly } = session;
    say({ kind: 'open', revision: document.revision ?? 0, hash: documentHash(document), readOnly });
    if (readOnly) return;
    for (let count = 0; !signal.aborted; count += 1) {
      await fill?.();
      try {
        await editOnce({ session, random, say }, count);
      } catch (error) {
        const { code } = toErrorData(error);
        if (!isDisk(code)) throw error;
        say({ kind: 'refused', code });
      }
    }
    await session.close();
  } catch (error) {
    const { code, message, causes } = toErrorData(error);
    say({ kind: 'failed', code, message: [message, ...causes].join(' ') });
  }
}
