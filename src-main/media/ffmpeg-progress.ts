/** What `-progress` said last. */
export interface FfmpegProgress {
  /** Frames written so far; 0 where there is no picture. */
  readonly frame: number;
  /** Microseconds of the output written so far. */
  readonly outMicroseconds: number;
  /** Anything grew since the report before. */
  readonly moved: boolean;
  readonly end: boolean;
}

/**
 * Reads `-progress` blocks (`key=value` lines up to `progress=continue|end`) from pieces of text cut anywhere.
 * `out_time_ms` is ignored: it counts microseconds too, by an old mistake ffmpeg keeps.
 */
export function createProgressParser(report: (progress: FfmpegProgress) => void): (text: string) => void {
  let rest = '';
  let frame = 0;
  let outMicroseconds = 0;
  let bytes = 0;
  let last = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [key, value = ''] = line.trim().split('=', 2);
      if (key === 'frame') frame = wholeNumber(value, frame);
      else if (key === 'out_time_us') outMicroseconds = wholeNumber(value, outMicroseconds);
      else if (key === 'total_size') bytes = wholeNumber(value, bytes);
      else if (key === 'progress') {
        const now = `${frame}/${outMicroseconds}/${bytes}`;
        report({ frame, outMicroseconds, moved: now !== last, end: value === 'end' });
        last = now;
      }
    }
  };
}

/** `N/A` and negative starts (a coder's delay) keep the value before. */
function wholeNumber(text: string, before: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : before;
  return Math.max(value, before);
}
