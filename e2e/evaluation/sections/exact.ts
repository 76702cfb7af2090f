import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { shareFigure } from '../../../src-shared/evaluation/figure.ts';
import { targets } from '../../../src-shared/evaluation/targets.ts';
import { probeMedia } from '../../../src-main/media/probe.ts';
import { readFrames } from '../../../src-main/media/read-frames.ts';
import type { FfmpegTool } from '../../../src-main/media/resolve-ffmpeg.ts';
import type { FirstFrame } from '../assets.ts';
import type { Desk, Section } from '../desk.ts';

export interface ExactOptions {
  readonly tool: FfmpegTool;
  /** Folder of the bundled command line. */
  readonly programs: string;
  readonly scratch: string;
  /** Whether the pack is the one the command line finds. */
  readonly shipped: boolean;
  readonly signal: AbortSignal;
}

const pictures = 2;

/** Runs the command line as a person would; its exit code decides. */
async function animate(programs: string, { path, caption }: FirstFrame, out: string): Promise<void> {
  const args = [
    'animate',
    path,
    '--prompt',
    caption,
    '--seconds',
    '0.5',
    '--steps',
    '2',
    '--seed',
    '1',
    '--raw',
  ];
  const child = spawn(process.execPath, [join(programs, 'cli.cjs'), ...args, '--backend', 'cpu', '-o', out], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`The command line ended with ${code}: ${said.slice(-400)}`);
}

/** `animate --raw` through the command line to a file: the first frame must be the picture, bit by bit. */
export function exactSection(
  desk: Desk,
  { tool, programs, scratch, shipped, signal }: ExactOptions,
): Section {
  const same: boolean[] = [];
  const firsts = shipped ? desk.firstFrames.slice(0, pictures) : [];
  return {
    name: 'exact',
    tasks: firsts.map((first, index) => ({
      section: 'exact',
      async run() {
        const stem = `exact-${index}`;
        await animate(programs, first, join(scratch, `${stem}.png`));
        const [name] = (await readdir(scratch)).filter((file) => file.startsWith(stem)).sort();
        if (name === undefined) throw new Error('The command line wrote nothing.');
        const probe = await probeMedia(join(scratch, name));
        if (probe.kind !== 'image') throw new Error('The command line wrote no picture.');
        const { width, height } = first.picture;
        const rgb = await readFrames(
          tool,
          probe,
          { indices: [0], size: { width, height }, fit: 'cover' },
          signal,
        );
        same.push(
          probe.width === width && probe.height === height && Buffer.from(rgb).equals(first.picture.rgb),
        );
      },
    })),
    figures: () => shareFigure('animate-first-frame-exact', same, { target: targets.firstFrame }),
    notes: () =>
      shipped ? [] : ['The first frame through the command line is only measured for the pack that ships.'],
  };
}
