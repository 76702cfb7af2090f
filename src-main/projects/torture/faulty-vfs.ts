import type { Vfs, VfsFile } from '../../files/vfs.ts';
import type { Random } from './random.ts';

/** A share of the operations that change something fails. */
const ioShare = 0.04;
/** A disk that is full stays so for a while, and then somebody frees space. */
const nospaceShare = 0.02;
const nospaceOperations = 40;

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/**
 * The real disk, on which things go wrong: `io` fails single operations with EIO, some of them after they were half done;
 * `nospace` refuses writes for a while at a time, after a part of the bytes.
 */
export function faultyVfs(vfs: Vfs, kind: 'io' | 'nospace', random: Random): Vfs {
  let fullFor = 0;
  const failure = (grows: boolean): Error | undefined => {
    if (kind === 'io') return random.next() < ioShare ? systemError('EIO') : undefined;
    if (fullFor === 0 && random.next() < nospaceShare) fullFor = nospaceOperations;
    if (fullFor > 0) fullFor -= 1;
    return fullFor > 0 && grows ? systemError('ENOSPC') : undefined;
  };
  const before = async <Result>(grows: boolean, work: () => Promise<Result>): Promise<Result> => {
    const error = failure(grows);
    if (error !== undefined) throw error;
    return work();
  };
  const faulty = (file: VfsFile): VfsFile => ({
    ...file,
    async write(data) {
      const error = failure(true);
      if (error === undefined) return file.write(data);
      await file.write(data.subarray(0, random.below(data.length + 1)));
      throw error;
    },
    truncate: (bytes) => before(false, () => file.truncate(bytes)),
    async sync() {
      await file.sync();
      const error = failure(false);
      if (error !== undefined) throw error;
    },
  });
  return {
    ...vfs,
    async open(path, mode, permissions) {
      const error = mode === 'read' ? undefined : failure(mode !== 'update');
      if (error !== undefined) throw error;
      return faulty(await vfs.open(path, mode, permissions));
    },
    rename: (from, to) => before(false, () => vfs.rename(from, to)),
    link: (from, to) => before(true, () => vfs.link(from, to)),
    remove: (path) => before(false, () => vfs.remove(path)),
    syncFolder: (folder) => before(false, () => vfs.syncFolder(folder)),
  };
}
