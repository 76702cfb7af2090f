import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { totalMemory } from './memory.ts';

/** A graphics card that tells how much memory it has. */
export interface GraphicsMemory {
  readonly name: string;
  readonly bytes: number;
  /** It is the processor's own memory, used by both. */
  readonly shared: boolean;
}

/** What finding out needs of the world, so that a test can be any machine. */
export interface GraphicsWorld {
  readonly platform: string;
  readonly arch: string;
  /** Folder in which Linux lists graphics cards. */
  readonly cards: string;
  /** What a program at a fixed place prints; rejects where there is none. */
  readonly run: (path: string, args: readonly string[]) => Promise<string>;
}

/** NVIDIA's driver installs its own reporter here. Never looked for on a path: nothing from outside chooses a program. */
const reporters: Readonly<Record<string, string>> = {
  linux: '/usr/bin/nvidia-smi',
  win32: 'C:\\Windows\\System32\\nvidia-smi.exe',
};

const thisMachine: GraphicsWorld = {
  platform: process.platform,
  arch: process.arch,
  cards: '/sys/class/drm',
  run: (path, args) =>
    new Promise((resolve, reject) => {
      execFile(path, [...args], { timeout: 5000, windowsHide: true }, (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(error);
      });
    }),
};

async function nvidia({ platform, run }: GraphicsWorld): Promise<GraphicsMemory[]> {
  const reporter = reporters[platform];
  if (reporter === undefined) return [];
  try {
    const said = await run(reporter, ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits']);
    return said.split('\n').flatMap((line) => {
      const match = /^(.{1,100}), *(\d{1,9})\s*$/.exec(line);
      // It counts in MiB.
      return match === null
        ? []
        : [{ name: match[1] ?? '', bytes: Number(match[2]) * 1024 ** 2, shared: false }];
    });
  } catch {
    return [];
  }
}

/** AMD's driver in Linux says it in a file. */
async function amd({ platform, cards }: GraphicsWorld): Promise<GraphicsMemory[]> {
  if (platform !== 'linux') return [];
  const names = await readdir(cards).catch(() => []);
  const found: GraphicsMemory[] = [];
  for (const name of names.filter((each) => /^card\d+$/.test(each))) {
    const text = await readFile(join(cards, name, 'device', 'mem_info_vram_total'), 'utf8').catch(() => '');
    const bytes = Number(text.trim());
    if (bytes > 0) found.push({ name: 'AMD', bytes, shared: false });
  }
  return found;
}

/** The graphics card with the most memory among those that tell; undefined where none does. */
export async function graphicsMemory(
  world: GraphicsWorld = thisMachine,
): Promise<GraphicsMemory | undefined> {
  if (world.platform === 'darwin' && world.arch === 'arm64') {
    return { name: 'Apple', bytes: totalMemory(), shared: true };
  }
  const found = [...(await nvidia(world)), ...(await amd(world))];
  return found.sort((a, b) => b.bytes - a.bytes)[0];
}
