/**
 * The few file operations that must survive faults go through this interface, so that a test can run out of disk at any
 * one of them or "crash" between two (`testing/memory-vfs.ts`). Errors are Node's own, with their `code`; `failures.ts`
 * turns them into sentences.
 */
export interface VfsStat {
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Permission bits. */
  readonly mode: number;
}

export interface VfsFile {
  /** Writes all of `data` at the current end of what was written; never a part of it. */
  write(data: Uint8Array): Promise<void>;
  /** Reads up to `target.length` bytes from `position`; answers how many, 0 at the end. */
  read(target: Uint8Array, position: number): Promise<number>;
  truncate(bytes: number): Promise<void>;
  /** Contents and size are on the disk when this returns. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** `create` fails where there is a file already, `append` makes one where there is none, `update` needs one. */
export type OpenMode = 'read' | 'create' | 'append' | 'update';

export interface Vfs {
  open(path: string, mode: OpenMode, permissions?: number): Promise<VfsFile>;
  readFile(path: string): Promise<Uint8Array>;
  stat(path: string): Promise<VfsStat>;
  /** Follows symbolic links. */
  realPath(path: string): Promise<string>;
  /** Whether the name itself is a symbolic link (or a junction); false where there is nothing. */
  isLink(path: string): Promise<boolean>;
  /** Names in a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
  /** With all folders above it; no error where it exists. */
  makeFolder(folder: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A second name for the same file; the older name's contents stay when the newer is replaced. */
  link(from: string, to: string): Promise<void>;
  /** Fails where there is no such file. */
  remove(path: string): Promise<void>;
  /** A file, or a folder with everything in it; no error where there is nothing. */
  removeTree(path: string): Promise<void>;
  /** Renames, links and removals in the folder are on the disk when this returns. */
  syncFolder(folder: string): Promise<void>;
}
