import { dirname, join } from 'node:path';
import type { OpenMode, Vfs, VfsFile } from '../vfs.ts';

/** The machine "lost power" at this operation; everything afterwards fails the same way. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

export interface VfsOperation {
  /** Counts operations that change something or flush, from 0. */
  readonly index: number;
  readonly kind:
    'create' | 'write' | 'truncate' | 'sync' | 'rename' | 'link' | 'remove' | 'folder' | 'syncFolder';
  readonly path: string;
}

/** A system error code to fail with, `'power'` for a power cut before the operation, or nothing. */
export type Fault = (operation: VfsOperation) => string | undefined;

/** What a power cut left of that which was not flushed. */
export interface Survivors {
  /** Whether the i-th change of names that was not flushed reached the disk. */
  readonly keepName: (index: number) => boolean;
  /** How many bytes of a file's unflushed contents did; the length is never longer than what was written. */
  readonly keepBytes: (path: string, written: number) => number;
}

interface Inode {
  data: Uint8Array;
  durable: Uint8Array;
  modifiedMs: number;
  mode: number;
}

type Entry = Inode | 'folder';
type NameChange = readonly { readonly path: string; readonly entry: Entry | undefined }[];

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/**
 * A file system in memory that knows what a real one forgets in a power cut: contents not flushed by `sync`, and names not
 * flushed by `syncFolder`. Faults are injected per operation. Checked by the same contract tests as the real one.
 */
export class MemoryVfs implements Vfs {
  readonly operations: VfsOperation[] = [];
  private readonly names = new Map<string, Entry>();
  private readonly durableNames = new Map<string, Entry>();
  private unflushed: NameChange[] = [];
  private fault: Fault;
  private off = false;
  private clock = 0;

  constructor(folders: readonly string[] = [], fault: Fault = () => undefined) {
    this.fault = fault;
    for (const folder of ['/', ...folders]) {
      for (let at = folder; ; at = dirname(at)) {
        this.names.set(at, 'folder');
        this.durableNames.set(at, 'folder');
        if (at === dirname(at)) break;
      }
    }
  }

  /** From now on faults are decided by `fault`; operation numbers go on. */
  injectFaults(fault: Fault): void {
    this.fault = fault;
  }

  /** The disk as the next start finds it. */
  afterPowerCut(survivors: Survivors): MemoryVfs {
    const next = new MemoryVfs();
    for (const [path, entry] of this.durableNames) next.names.set(path, entry);
    this.unflushed.forEach((change, index) => {
      if (survivors.keepName(index)) next.apply(next.names, change);
    });
    const copies = new Map<Inode, Inode>();
    for (const [path, entry] of next.names) {
      if (entry === 'folder') continue;
      let copy = copies.get(entry);
      if (copy === undefined) {
        const flushed = entry.data.length === entry.durable.length && entry.data === entry.durable;
        const kept = flushed ? entry.data.length : survivors.keepBytes(path, entry.data.length);
        // Bytes beyond what was flushed, or rewritten since, are as the disk pleases: here the prefix that was kept.
        const data = kept >= entry.durable.length ? entry.data.slice(0, kept) : entry.durable.slice();
        copy = { data, durable: data, modifiedMs: entry.modifiedMs, mode: entry.mode };
        copies.set(entry, copy);
      }
      next.names.set(path, copy);
    }
    for (const [path, entry] of next.names) next.durableNames.set(path, entry);
    return next;
  }

  async open(path: string, mode: OpenMode, permissions = 0o644): Promise<VfsFile> {
    this.alive();
    let entry = this.names.get(path);
    if (entry === 'folder') throw systemError('EISDIR', path);
    if (mode === 'create' && entry !== undefined) throw systemError('EEXIST', path);
    if (entry === undefined) {
      if (mode === 'read' || mode === 'update') throw systemError('ENOENT', path);
      this.needFolder(path);
      this.step('create', path);
      const empty = new Uint8Array(0);
      entry = { data: empty, durable: empty, modifiedMs: this.tick(), mode: permissions };
      this.change([{ path, entry }]);
    }
    return this.fileOf(path, entry, mode);
  }

  private fileOf(path: string, inode: Inode, mode: OpenMode): VfsFile {
    let position = 0;
    return {
      write: async (data) => {
        this.step('write', path);
        if (mode === 'append') position = inode.data.length;
        const grown = new Uint8Array(Math.max(inode.data.length, position + data.length));
        grown.set(inode.data);
        grown.set(data, position);
        position += data.length;
        inode.data = grown;
        inode.modifiedMs = this.tick();
      },
      read: async (target, from) => {
        this.alive();
        const piece = inode.data.subarray(from, from + target.length);
        target.set(piece);
        return piece.length;
      },
      truncate: async (bytes) => {
        this.step('truncate', path);
        const cut = new Uint8Array(bytes);
        cut.set(inode.data.subarray(0, bytes));
        inode.data = cut;
      },
      sync: async () => {
        this.step('sync', path);
        inode.durable = inode.data;
      },
      close: async () => {},
    };
  }

  async readFile(path: string): Promise<Uint8Array> {
    this.alive();
    return this.inode(path).data.slice();
  }

  async stat(path: string): ReturnType<Vfs['stat']> {
    this.alive();
    const entry = this.names.get(path);
    if (entry === undefined) throw systemError('ENOENT', path);
    if (entry === 'folder') return { kind: 'folder', bytes: 0, modifiedMs: 0, mode: 0o755 };
    return { kind: 'file', bytes: entry.data.length, modifiedMs: entry.modifiedMs, mode: entry.mode };
  }

  async realPath(path: string): Promise<string> {
    this.alive();
    if (!this.names.has(path)) throw systemError('ENOENT', path);
    return path;
  }

  /** There are no links in here. */
  async isLink(): Promise<boolean> {
    this.alive();
    return false;
  }

  async list(folder: string): Promise<readonly string[]> {
    this.alive();
    if (this.names.get(folder) !== 'folder') throw systemError('ENOENT', folder);
    const found: string[] = [];
    for (const path of this.names.keys()) {
      if (path !== folder && dirname(path) === folder) found.push(path.slice(join(folder, '/').length));
    }
    return found.sort();
  }

  async makeFolder(folder: string): Promise<void> {
    this.alive();
    const missing: string[] = [];
    for (let at = folder; !this.names.has(at); at = dirname(at)) missing.push(at);
    for (const path of missing.reverse()) {
      this.step('folder', path);
      this.change([{ path, entry: 'folder' }]);
    }
    if (this.names.get(folder) !== 'folder') throw systemError('EEXIST', folder);
  }

  async rename(from: string, to: string): Promise<void> {
    this.alive();
    const entry = this.names.get(from);
    if (entry === undefined) throw systemError('ENOENT', from);
    if (this.names.get(to) === 'folder') throw systemError('EISDIR', to);
    this.needFolder(to);
    this.step('rename', to);
    const below = [...this.names].filter(([path]) => path.startsWith(`${from}/`));
    this.change([
      { path: from, entry: undefined },
      { path: to, entry },
      ...below.flatMap(([path, inner]) => [
        { path, entry: undefined },
        { path: `${to}${path.slice(from.length)}`, entry: inner },
      ]),
    ]);
  }

  async link(from: string, to: string): Promise<void> {
    this.alive();
    const entry = this.inode(from);
    if (this.names.has(to)) throw systemError('EEXIST', to);
    this.needFolder(to);
    this.step('link', to);
    this.change([{ path: to, entry }]);
  }

  async remove(path: string): Promise<void> {
    this.alive();
    this.inode(path);
    this.step('remove', path);
    this.change([{ path, entry: undefined }]);
  }

  async removeTree(path: string): Promise<void> {
    this.alive();
    const doomed = [...this.names.keys()].filter((name) => name === path || name.startsWith(`${path}/`));
    if (doomed.length === 0) return;
    this.step('remove', path);
    this.change(doomed.map((name) => ({ path: name, entry: undefined })));
  }

  async syncFolder(folder: string): Promise<void> {
    this.alive();
    if (this.names.get(folder) !== 'folder') throw systemError('ENOENT', folder);
    this.step('syncFolder', folder);
    this.unflushed = this.unflushed.filter((change) => {
      if (!change.some(({ path }) => dirname(path) === folder)) return true;
      this.apply(this.durableNames, change);
      return false;
    });
  }

  private alive(): void {
    if (this.off) throw new PowerCut('The power is off.');
  }

  private tick(): number {
    this.clock += 1;
    return this.clock;
  }

  private step(kind: VfsOperation['kind'], path: string): void {
    this.alive();
    const operation = { index: this.operations.length, kind, path };
    this.operations.push(operation);
    const fault = this.fault(operation);
    if (fault === 'power') {
      this.off = true;
      throw new PowerCut(`Power cut before ${kind} of ${path}.`);
    }
    if (fault !== undefined) throw systemError(fault, path);
  }

  private inode(path: string): Inode {
    const entry = this.names.get(path);
    if (entry === undefined) throw systemError('ENOENT', path);
    if (entry === 'folder') throw systemError('EISDIR', path);
    return entry;
  }

  private needFolder(path: string): void {
    if (this.names.get(dirname(path)) !== 'folder') throw systemError('ENOENT', path);
  }

  private change(change: NameChange): void {
    this.apply(this.names, change);
    this.unflushed.push(change);
  }

  private apply(names: Map<string, Entry>, change: NameChange): void {
    for (const { path, entry } of change) {
      if (entry === undefined) names.delete(path);
      else names.set(path, entry);
    }
  }
}
