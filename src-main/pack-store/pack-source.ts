import type { Promised, StagedFile } from './staged-file.ts';

/** Where a pack comes from: a folder or an address. Nothing it answers is trusted; hashes are taken by the receiver. */
export interface PackSource {
  /** Whether what was brought before an interruption saves work at the next attempt. */
  readonly resumes: boolean;
  /** Of a download: the address it goes on from, also after the program was started again. */
  readonly address?: string;
  /**
   * The text of its pack.json.
   *
   * @throws AppError `pack.*`, `input.file.*`, `cancelled`
   */
  manifestText(signal: AbortSignal): Promise<string>;
  /**
   * Writes what `file` still lacks of `name`; the receiver holds it against what was promised.
   *
   * @throws AppError `pack.*`, `disk.*`, `cancelled`
   */
  bring(
    name: string,
    promised: Promised,
    file: StagedFile,
    onBytes: () => void,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * The beginning of the file `name`, at most `limit` bytes and one: for texts a person reads before deciding.
   *
   * @throws AppError as `bring`
   */
  readShort(name: string, limit: number, signal: AbortSignal): Promise<Uint8Array>;
}
