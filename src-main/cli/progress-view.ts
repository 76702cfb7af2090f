import type { PhaseName } from '../../src-shared/jobs/job.ts';
import type { CommandIo } from './io.ts';

const words = {
  waiting: 'waiting',
  loading: 'loading the model',
  'reading-prompt': 'reading the prompt',
  preparing: 'preparing',
  denoising: 'denoising',
  decoding: 'decoding',
  writing: 'writing',
  saving: 'saving',
} as const satisfies Record<PhaseName, string>;

/** What is shown of a running command; the same facts the window shows. */
export interface ShownProgress {
  readonly phase: PhaseName;
  readonly progress: number;
  readonly step?: { readonly index: number; readonly total: number } | undefined;
  readonly secondsLeft?: number | undefined;
}

export interface ProgressView {
  show(progress: ShownProgress): void;
  /** Leaves the terminal clean for what comes next. */
  end(): void;
}

const barWidth = 24;

function sentence({ phase, progress, step, secondsLeft }: ShownProgress): string {
  const percent = `${String(Math.floor(progress * 100)).padStart(3)} %`;
  const steps = step === undefined ? '' : ` step ${step.index}/${step.total}`;
  const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`;
  return `${percent}  ${words[phase]}${steps}${left}`;
}

/** A bar that redraws itself on a terminal; elsewhere one line per phase and per step, so that a log stays readable. */
export function createProgressView(io: CommandIo): ProgressView {
  let last = '';
  return {
    show(progress) {
      const text = sentence(progress);
      if (io.terminal) {
        const filled = Math.round(progress.progress * barWidth);
        const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
        const line = `${bar} ${text}`.slice(0, Math.max(20, io.columns - 1));
        // Back to the first column and clear to its end: a shorter line leaves no rest of a longer one.
        io.stderr(`\r\u001B[K${line}`);
        last = line;
        return;
      }
      const key = `${progress.phase} ${progress.step?.index ?? ''}`;
      if (key === last) return;
      last = key;
      io.stderr(`${text}\n`);
    },
    end() {
      if (io.terminal && last !== '') io.stderr('\r\u001B[K');
    },
  };
}
