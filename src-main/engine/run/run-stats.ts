import type { RunStats } from '../protocol.ts';
import type { TokenizedPrompt } from '../text/tokenize.ts';

/** What a run says of itself at its end. */
export function runStats(run: {
  readonly seconds: RunStats['seconds'];
  readonly step: number;
  readonly evaluations: number;
  /** Undefined where nothing was to be reused. */
  readonly reused?: number | undefined;
  readonly words: { readonly tokens: TokenizedPrompt };
  readonly secondsToFirst: number | undefined;
}): RunStats {
  const { tokens } = run.words;
  return {
    seconds: run.seconds,
    steps: run.step,
    evaluations: run.evaluations,
    ...(run.reused === undefined ? {} : { reused: run.reused }),
    // Kilobytes on every platform, says the documentation of resourceUsage.
    peakBytes: process.resourceUsage().maxRSS * 1024,
    promptTokens: { used: tokens.ids.length, full: tokens.fullLength },
    ...(run.secondsToFirst === undefined ? {} : { secondsToFirstPreview: run.secondsToFirst }),
  };
}
