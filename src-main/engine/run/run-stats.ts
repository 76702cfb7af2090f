import type { RunStats } from '../protocol.ts';
import type { TokenizedPrompt } from '../text/tokenize.ts';

/** What a run says of itself at its end. */
export function runStats(run: {
  readonly seconds: RunStats['seconds'];
  readonly step: number;
  readonly evaluations: number;
  readonly words: { readonly tokens: TokenizedPrompt };
  readonly secondsToFirst: number | undefined;
}): RunStats {
  const { tokens } = run.words;
  return {
    seconds: run.seconds,
    steps: run.step,
    evaluations: run.evaluations,
    // Kilobytes on every platform, says the documentation of resourceUsage.
    peakBytes: process.resourceUsage().maxRSS * 1024,
    promptTokens: { used: tokens.ids.length, full: tokens.fullLength },
    ...(run.secondsToFirst === undefined ? {} : { secondsToFirstPreview: run.secondsToFirst }),
  };
}
