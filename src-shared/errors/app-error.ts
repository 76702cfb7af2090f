import { z } from 'zod';

/**
 * Every failure a person can meet has a code here. The code decides the exit code of the command line and the message
 * key of the window; the sentence travels with the error because only the place that failed knows the particulars.
 */
export const errorCodes = [
  // What the person typed or chose: exit code 2 (usage) or 3 (input).
  'usage',
  'input.prompt',
  'input.seconds',
  'input.aspect',
  'input.size',
  'input.rate',
  'input.option',
  'input.file.missing',
  'input.file.unreadable',
  'input.file.format',
  'input.file.tooLarge',
  'input.clip.tooShort',
  'output.format',
  'output.unwritable',
  'project.unreadable',
  'project.newer',
  'project.invalid',
  'project.locked',
  'project.empty',
  'project.pending',
  'pack.missing',
  'pack.format',
  'pack.version',
  'pack.hash',
  'pack.graph',
  'pack.operation',
  'pack.licence',
  'pack.present',
  'pack.busy',
  'pack.download',
  // What policy refuses: exit code 4.
  'policy.refused',
  // What broke underneath: exit code 5.
  'engine.start',
  'engine.crashed',
  'engine.memory',
  'engine.backend',
  'engine.failed',
  'ffmpeg.missing',
  'ffmpeg.failed',
  'disk.full',
  'disk.failed',
  // Neither: exit code 130, shown to nobody.
  'cancelled',
  // A defect of ours: exit code 70.
  'bug',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error as data: what crosses a process border and what `--json` prints. */
export const errorDataSchema = z.object({
  code: z.enum(errorCodes),
  /** One sentence a person understands. */
  message: z.string(),
  /** What to do next, one sentence; absent where there is nothing to do. */
  hint: z.string().optional(),
  retryable: z.boolean(),
  /** Sentences of the causes, outermost first. For "Copy details", never for the first line. */
  causes: z.array(z.string()),
});
export type ErrorData = z.infer<typeof errorDataSchema>;

export interface AppErrorOptions {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  readonly retryable?: boolean;
}

/** A failure with a code, a sentence, a next step and a cause. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
  }
}

/** Cancellation is an outcome, not a failure: nothing is shown for it. */
export function cancelledError(): AppError {
  return new AppError('cancelled', 'Cancelled.');
}

export function isCancelled(error: unknown): boolean {
  return error instanceof AppError && error.code === 'cancelled';
}

/** Anything can be thrown; what has no message is shown as data. */
function sentenceOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  if (typeof thrown === 'string') return thrown;
  try {
    return JSON.stringify(thrown) ?? typeof thrown;
  } catch {
    return typeof thrown;
  }
}

function causesOf(error: unknown): string[] {
  const causes: string[] = [];
  let current: unknown = error instanceof Error ? error.cause : undefined;
  // A cause chain is short; the bound keeps a cyclic one from hanging the reporter.
  while (current !== undefined && causes.length < 8) {
    causes.push(sentenceOf(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return causes;
}

/** Any thrown value as data. What is not an `AppError` is a defect of ours and says so. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof AppError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      retryable: error.retryable,
      causes: causesOf(error),
    };
  }
  return {
    code: 'bug',
    message: 'Something went wrong inside Kinoloom.',
    retryable: false,
    causes: [sentenceOf(error), ...causesOf(error)],
  };
}

/** The other direction: an error that arrived as data can be thrown again with its causes. */
export function fromErrorData(data: ErrorData): AppError {
  let cause: Error | undefined;
  for (const sentence of [...data.causes].reverse()) {
    cause = new Error(sentence, cause === undefined ? undefined : { cause });
  }
  return new AppError(data.code, data.message, { hint: data.hint, retryable: data.retryable, cause });
}

/** Exit code of the command line for an error: 2 usage, 3 input, 4 policy, 5 engine or ffmpeg, 70 defect, 130 cancelled. */
export function exitCodeOf(code: ErrorCode): number {
  if (code === 'usage') return 2;
  if (code === 'cancelled') return 130;
  if (code === 'bug') return 70;
  if (code.startsWith('policy.')) return 4;
  if (code.startsWith('engine.') || code.startsWith('ffmpeg.') || code.startsWith('disk.')) return 5;
  return 3;
}
