import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile, readFile, chmod } from 'node:fs/promises';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { assertGuardedInputs, fileInput, rawVideoPipe } from './ffmpeg-input.ts';
import { runFfmpeg, startFfmpeg } from './ffmpeg-process.ts';
import type { FfmpegProcess } from './ffmpeg-process.ts';
import { createProgressParser } from './ffmpeg-progress.ts';
import type { FfmpegProgress } from './ffmpeg-progress.ts';
import type { Guard } from './guarded-spawn.ts';
import { resolveFfmpeg } from './resolve-ffmpeg.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { writeNumberedClip } from './testing/numbered-clip.ts';

const never = new AbortController().signal;
const size = { width: 120, height: 68 };
const rate = { num: 24, den: 1 };
const failure = 'It could not be done.';
let folder = '';
let tool: FfmpegTool;
let clip = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-ffmpeg-'));
  tool = await resolveFfmpeg();
  clip = join(folder, 'clip.mp4');
  writeNumberedClip(tool.path, clip, {
    size,
    rate: '24',
    count: 48,
    encode: ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Whether a process runs; one that ended and was not collected by its parent yet does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const { stdout } = spawnSync('/bin/sh', [
    '-c',
    'cat "/proc/$0/stat" 2>/dev/null || ps -o stat= -p "$0"',
    String(pid),
  ]);
  return !/^Z|\) Z /.test(stdout.toString());
}

async function untilGone(pid: number, withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (isAlive(pid)) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

/** Reads a clip over and over, slowly, to a file: an ffmpeg that is busy and would not end by itself for an hour. */
function endless(out: string): string[] {
  return [...fileInput(clip, 'mov', ['-stream_loop', '-1', '-re']), '-t', '3600', '-f', 'null', '-y', out];
}

async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('running ffmpeg', () => {
  it('reports frames and time as they are written', async () => {
    const seen: FfmpegProgress[] = [];
    const args = [...fileInput(clip, 'mov'), '-map', '0:v:0', '-f', 'null', '-'];
    await runFfmpeg(tool, args, { failure, onProgress: (progress) => seen.push(progress) }, never);
    expect(seen.at(-1)).toMatchObject({ frame: 48, end: true });
    expect(Math.abs((seen.at(-1)?.outMicroseconds ?? 0) - 2e6)).toBeLessThan(60_000);
  });

  it('reads progress cut anywhere, ignores the field that lies about its unit, and never goes back', () => {
    const text =
      'frame=10\nout_time_us=400000\nout_time_ms=400000\ntotal_size=N/A\nprogress=continue\nframe=9\nout_time_us=N/A\nprogress=end\n';
    for (let cut = 1; cut < text.length; cut += 1) {
      const seen: FfmpegProgress[] = [];
      const parse = createProgressParser((progress) => seen.push(progress));
      parse(text.slice(0, cut));
      parse(text.slice(cut));
      expect(seen).toEqual([
        { frame: 10, outMicroseconds: 400_000, moved: true, end: false },
        { frame: 10, outMicroseconds: 400_000, moved: false, end: true },
      ]);
    }
  });

  it('fails with our sentence first and its last words as the cause', async () => {
    const args = [...fileInput(join(folder, 'none.mp4'), 'mov'), '-f', 'null', '-'];
    const error = await errorOf(runFfmpeg(tool, args, { failure }, never));
    expect(error).toMatchObject({ code: 'ffmpeg.failed', message: failure });
    expect(String(error.cause)).toContain('No such file');
  });

  it('keeps what a program said although it ended before anybody listened', async () => {
    const args = [...fileInput(clip, 'mov'), ...'-frames:v 3 -f rawvideo -pix_fmt rgb24 pipe:1'.split(' ')];
    const run = await startFfmpeg(tool, args, { failure, output: 'data' }, never);
    await expect.poll(() => run.pid !== undefined && isAlive(run.pid), { timeout: 20_000 }).toBe(false);
    // Two turns of the loop: the end of the process is noticed, and what Node does about it is done.
    for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    let bytes = 0;
    for await (const piece of run.read()) bytes += piece.length;
    await run.done;
    expect(bytes).toBe(3 * size.width * size.height * 3);
  });

  it('gives way to everything else where nobody waits for it', async () => {
    const stop = new AbortController();
    const priorities = [false, true].map(async (isBackground) => {
      const run = await startFfmpeg(tool, endless('-'), { failure, isBackground }, stop.signal);
      return getPriority(run.pid);
    });
    expect(await Promise.all(priorities)).toEqual([getPriority(), constants.priority.PRIORITY_LOW]);
    stop.abort();
  });

  it('ends at once when it is cancelled, and starts nothing when it was before', async () => {
    const stop = new AbortController();
    const run = await startFfmpeg(tool, endless('-'), { failure }, stop.signal);
    expect(isAlive(run.pid ?? 0)).toBe(true);
    stop.abort();
    expect(await errorOf(run.done)).toMatchObject({ code: 'cancelled' });
    expect(isAlive(run.pid ?? 0)).toBe(false);
    expect(await errorOf(runFfmpeg(tool, endless('-'), { failure }, stop.signal))).toMatchObject({
      code: 'cancelled',
    });
  });

  describe('with a clock of the test', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    /** Lets time pass, a minute at a time, until `run` ended. */
    async function waitAges(run: FfmpegProcess): Promise<AppError> {
      const ended = errorOf(run.done);
      const passing = setInterval(() => vi.advanceTimersByTime(61_000), 1);
      try {
        return await ended;
      } finally {
        clearInterval(passing);
      }
    }

    it('is ended when it takes too long', async () => {
      const options = { failure, timeoutMs: 600_000, stallMs: 1e9 };
      const run = await startFfmpeg(tool, endless('-'), options, never);
      expect(await waitAges(run)).toMatchObject({
        code: 'ffmpeg.failed',
        message: `${failure} It took too long.`,
      });
    });

    it('is killed when it stops making progress, even when it does not listen', async () => {
      const run = await startFfmpeg(tool, endless('-'), { failure }, never);
      // A stopped process does not react to SIGTERM: only SIGKILL ends it.
      process.kill(run.pid ?? 0, 'SIGSTOP');
      expect(await waitAges(run)).toMatchObject({ message: `${failure} ffmpeg stopped responding.` });
      expect(isAlive(run.pid ?? 0)).toBe(false);
    });

    it('may wait for its input as long as it takes, and tells the writer when it ended', async () => {
      const args = [...rawVideoPipe('rgb24', size, rate), '-frames:v', '2', '-f', 'null', '-'];
      const run = await startFfmpeg(tool, args, { failure, input: 'data' }, never);
      const frame = new Uint8Array(size.width * size.height * 3);
      await run.write(frame);
      vi.advanceTimersByTime(3_600_000);
      await run.write(frame);
      const write = async () => {
        for (;;) await run.write(frame);
      };
      expect(await errorOf(write())).toMatchObject({ code: 'ffmpeg.failed' });
      await run.done;
    });
  });

  it('passes nothing of our environment on', async () => {
    process.env['FFREPORT'] = `file=${join(folder, 'report.log').replaceAll(':', '\\:')}`;
    try {
      await runFfmpeg(tool, [...fileInput(clip, 'mov'), '-f', 'null', '-'], { failure }, never);
    } finally {
      delete process.env['FFREPORT'];
    }
    await expect(readFile(join(folder, 'report.log'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('inputs', () => {
  it('are refused without whitelists, and when they are anything but a file of this disk or our pipe', () => {
    const good = [...fileInput('/a b/%d.mp4', 'mov'), ...rawVideoPipe('rgb24', size, rate)];
    expect(() => assertGuardedInputs(good)).not.toThrow();
    expect(() => assertGuardedInputs([...good, '-i', 'file:/x'])).toThrow('no whitelist');
    for (const what of ['http://host/x', 'concat:/a|/b', '/x', 'pipe:3', 'data:text']) {
      const args = ['-protocol_whitelist', 'file', '-format_whitelist', 'mov', '-f', 'mov', '-i', what];
      expect(() => assertGuardedInputs(args)).toThrow('Not a file');
    }
    expect(() => fileInput('relative.mp4', 'mov')).toThrow('Not an absolute path');
  });
});

describe('after kill -9 of its parent', () => {
  const guards: Guard[] = process.platform === 'linux' ? ['setpriv', 'watchdog'] : ['watchdog'];
  let program = '';
  beforeAll(async () => {
    program = join(folder, 'parent.mjs');
    const entry = join(folder, 'parent.ts');
    const here = import.meta.dirname;
    await writeFile(
      entry,
      `import { startFfmpeg } from ${JSON.stringify(join(here, 'ffmpeg-process.ts'))};
       const [tool, args, guard] = process.argv.slice(2).map((text) => JSON.parse(text));
       const run = await startFfmpeg(tool, args, { failure: 'x', guard }, new AbortController().signal);
       console.log(run.pid);
       setInterval(() => undefined, 1000);`,
    );
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: entry,
        outDir: folder,
        emptyOutDir: false,
        target: 'node20',
        rollupOptions: { output: { entryFileNames: 'parent.mjs', format: 'es' } },
      },
      ssr: { noExternal: true },
    });
  });

  it.each(guards)('no ffmpeg is left (%s)', async (guard) => {
    const slim = { path: tool.path, version: '', origin: 'path' };
    const args = [program, JSON.stringify(slim), JSON.stringify(endless('-')), JSON.stringify(guard)];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(
      await new Promise<string>((resolve) =>
        parent.stdout.once('data', (data: Buffer) => resolve(data.toString())),
      ),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(await untilGone(pid, 5000)).toBe(true);
  });
});

describe('finding ffmpeg', () => {
  it('says version, origin, filters and encoders', () => {
    expect(tool.version).toMatch(/\d/);
    expect(tool.filters.has('paletteuse')).toBe(true);
    expect(tool.encoders.has('libx264')).toBe(true);
  });

  it('takes the one that is named, and never another in its place', async () => {
    const named = await resolveFfmpeg({
      root: folder,
      environment: { KINOLOOM_FFMPEG: tool.path, PATH: '' },
    });
    expect(named).toMatchObject({ path: tool.path, origin: 'setting' });
    const fake = join(folder, 'fake');
    await writeFile(fake, '#!/bin/sh\necho "ffmpeg version 4.4 of old"; echo "libavutil      56. 70.100"\n');
    await chmod(fake, 0o755);
    for (const [path, reason] of [
      [fake, 'is version 4.4; 5.0 is the oldest'],
      ['/bin/echo', 'is not ffmpeg'],
      [join(folder, 'none'), 'is not there'],
    ] as const) {
      const environment = { KINOLOOM_FFMPEG: path, PATH: process.env['PATH'] };
      expect(await errorOf(resolveFfmpeg({ root: folder, environment }))).toMatchObject({
        code: 'ffmpeg.missing',
        message: `The ffmpeg named in KINOLOOM_FFMPEG ${reason}.`,
      });
    }
  });

  it('lets no variable choose what an installed app runs', async () => {
    const environment = { KINOLOOM_FFMPEG: '/bin/echo', PATH: '' };
    expect(await errorOf(resolveFfmpeg({ resources: folder, environment }))).toMatchObject({
      code: 'ffmpeg.missing',
      message: 'No ffmpeg 5.0 or newer was found.',
    });
  });
});
