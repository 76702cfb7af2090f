/** What the command line reads and writes: the process's own in the program, a recording one in tests. */
export interface CommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** A person watches stderr: progress may redraw its line. */
  readonly terminal: boolean;
  /** Columns of that terminal. */
  readonly columns: number;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
}
