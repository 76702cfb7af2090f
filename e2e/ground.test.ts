import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { builderConfiguration } from '../electron-builder.config.mjs';
import { providePackage } from '../scripts/package/packing.mjs';
import { filesBelow } from '../scripts/run/files.mjs';
import { root } from '../scripts/run/paths.mjs';
import { listArchive } from './support/archive.ts';
import { runCommand } from './support/command.ts';
import { readFuses } from './support/fuses.ts';
import { killAll, processTree } from './support/processes.ts';
import { launchStudio } from './support/studio.ts';

const silent = (): void => undefined;
let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kinoloom-ground-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('the set-up', () => {
  test('touches neither the network nor a program but dpkg when everything is there', async () => {
    const witness = join(scratch, 'witness');
    const preload = pathToFileURL(join(root, 'e2e', 'support', 'no-network.mjs')).href;
    const result = await runCommand(process.execPath, ['--import', preload, 'scripts/setup.mjs'], {
      environment: { KINOLOOM_WITNESS: witness },
    });
    expect(result.stdout).toBe('');
    expect(result.code).toBe(0);
    const attempts = await readFile(witness, 'utf8').catch(() => '');
    const others = attempts.split('\n').filter((line) => line !== '' && line !== 'program: dpkg-query');
    expect(others).toEqual([]);
  });

  test('says what it chose for every part', async () => {
    const { stderr } = await runCommand(process.execPath, ['scripts/setup.mjs']);
    for (const part of ['Node ', 'Electron ', 'ffmpeg ', 'ONNX Runtime']) expect(stderr).toContain(part);
  });

  test('refuses an option it does not know', async () => {
    const { code, stderr } = await runCommand(process.execPath, ['scripts/setup.mjs', '--cdua']);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe.runIf(process.platform === 'linux')('without a display', () => {
  test('npm start says so in one sentence and names the headless way', async () => {
    const { code, stdout, stderr } = await runCommand('npm', ['--silent', 'start'], {
      environment: { DISPLAY: undefined, WAYLAND_DISPLAY: undefined },
    });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('npm run kinoloom -- generate');
  });
});

describe('npm start', () => {
  const pagesSchema = z.array(z.object({ id: z.string(), type: z.string(), title: z.string() }));

  test('opens the app and ends when its window is closed', async ({ onTestFinished }) => {
    const args = ['--silent', 'start', '--', '--remote-debugging-port=0'];
    const env = { ...process.env, KINOLOOM_USER_DATA: join(scratch, 'profile') };
    const program = spawn('npm', args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(async () => killAll(await processTree(program.pid ?? -1)));
    const ended = new Promise<number | null>((resolve) => program.on('close', resolve));
    const port = await new Promise<string>((resolve, reject) => {
      let said = '';
      program.stderr.on('data', (text: Buffer) => {
        said += text.toString();
        const found = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//m.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      void ended.then((code) => reject(new Error(`npm start ended with ${String(code)}: ${said}`)));
    });
    const ask = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}/json/${path}`);
    const window = await vi.waitFor(
      async () => {
        const pages = pagesSchema.parse(await (await ask('list')).json());
        const found = pages.find(({ title }) => title.includes('Kinoloom'));
        if (found === undefined) throw new Error(`no window of the app among ${JSON.stringify(pages)}`);
        return found;
      },
      { timeout: 60_000, interval: 100 },
    );
    await ask(`close/${window.id}`);
    expect(await ended).toBe(0);
  });
});

describe('the command line', () => {
  test('passes on arguments, standard output and exit code untouched', async () => {
    const { code, stdout, stderr } = await runCommand('npm', [
      '--silent',
      'run',
      'kinoloom',
      '--',
      'generate',
      '--seconds',
      'NaN',
      '--prompt',
      'a harbour',
      '--json',
      '-o',
      'never.mp4',
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'input.seconds' } });
    expect(stderr).not.toContain('Building');
  });
});

describe('the bundles', () => {
  /** Not there in Chrome 114 or Node 18.15, the oldest pair the bundles run on. */
  const missing = [
    'AbortSignal.any',
    'Promise.withResolvers',
    'Promise.try',
    'Array.fromAsync',
    'Object.groupBy',
    'Map.groupBy',
    'URL.canParse',
    'import.meta.dirname',
    'import.meta.filename',
    'node:sqlite',
    '.isSubsetOf(',
    '.isSupersetOf(',
    '.isDisjointFrom(',
    '.symmetricDifference(',
  ];

  /** True when a name is used anywhere that does not ask `typeof` about it first, just before. */
  function usesUnguarded(text: string, name: string): boolean {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      if (!text.slice(Math.max(0, at - 80), at + name.length).includes(`typeof ${name}`)) return true;
    }
    return false;
  }

  test('use nothing that the oldest runtime lacks', async () => {
    const files = (await filesBelow(join(root, 'out'))).filter((file) => /\.c?js$/.test(file));
    expect(files.length).toBeGreaterThanOrEqual(5);
    const found: string[] = [];
    for (const file of files) {
      const text = await readFile(file, 'utf8');
      for (const name of missing) {
        if (usesUnguarded(text, name)) found.push(`${file.slice(root.length)}: ${name}`);
      }
    }
    expect(found).toEqual([]);
  });
});

describe('the end-to-end support', () => {
  test('opens a window, keeps a picture of it, and leaves nothing running', async (context) => {
    const blank = await launchStudio({ folder: join(root, 'e2e', 'support', 'blank'), test: context });
    expect(await blank.page.title()).toBe('Blank');
    const path = await blank.picture('blank window');
    const png = await readFile(path);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
  });

  test('reports what the window complains about', async () => {
    const blank = await launchStudio({ folder: join(root, 'e2e', 'support', 'blank') });
    const heard = blank.page.waitForEvent('console');
    await blank.page.evaluate(() => console.error('a wheel came off'));
    await heard;
    await expect(blank.close()).rejects.toThrow('a wheel came off');
  });
});

describe('the packaged app', () => {
  const manifestSchema = z.object({ files: z.record(z.string(), z.unknown()) });
  const platform = `${process.platform}/${process.arch}`;
  let packed = { folder: '', executable: '', resources: '' };

  beforeAll(async () => {
    const { folder, executable } = await providePackage({ variant: 'test' }, silent);
    const resources =
      process.platform === 'darwin' ? join(folder, 'Contents', 'Resources') : join(folder, 'resources');
    packed = { folder, executable, resources };
  });

  test('holds exactly the files that are allowed in it', async () => {
    const allowed = [
      { pattern: /^package\.json$/, unpacked: false },
      { pattern: /^out\/main\/(index|cli)\.cjs$/, unpacked: false },
      { pattern: /^out\/main\/(engine\.cjs|chunks\/[\w.-]+\.cjs)$/, unpacked: true },
      { pattern: /^out\/preload\/index\.cjs$/, unpacked: false },
      { pattern: /^out\/renderer\/index\.html$/, unpacked: false },
      { pattern: /^out\/renderer\/icon\.png$/, unpacked: false },
      { pattern: /^out\/renderer\/assets\/[\w.-]+\.(js|css|woff2|svg|png)$/, unpacked: false },
      { pattern: /^node_modules\/onnxruntime-common\/(package\.json|dist\/cjs\/[\w/.-]+)$/, unpacked: true },
      { pattern: /^node_modules\/onnxruntime-node\/(package\.json|dist\/[\w/.-]+\.js)$/, unpacked: true },
      {
        pattern: new RegExp(`^node_modules/onnxruntime-node/bin/napi-v6/${platform}/[\\w.-]+$`),
        unpacked: true,
      },
    ];
    const listed = await listArchive(join(packed.resources, 'app.asar'));
    const strangers = listed.filter(
      ({ path, unpacked }) => !allowed.some((rule) => rule.pattern.test(path) && rule.unpacked === unpacked),
    );
    expect(strangers).toEqual([]);
    for (const { pattern } of allowed.filter((rule) => !rule.pattern.source.includes('chunks'))) {
      expect(
        listed.some(({ path }) => pattern.test(path)),
        String(pattern),
      ).toBe(true);
    }
  });

  test('carries the embedded pack as its manifest lists it', async () => {
    const folder = join(packed.resources, 'models', 'animatic');
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'pack.json'), 'utf8')));
    const present = (await filesBelow(folder)).map((file) => file.slice(folder.length + 1));
    expect(present.filter((name) => name !== 'README.md').sort()).toEqual(
      ['pack.json', ...Object.keys(manifest.files)].sort(),
    );
  });

  test('brings a Node and an ffmpeg that run', async () => {
    const suffix = process.platform === 'win32' ? '.exe' : '';
    const node = await runCommand(join(packed.resources, 'node', `node${suffix}`), ['--version']);
    expect(node).toMatchObject({ code: 0, stdout: expect.stringMatching(/^v22\./) });
    const ffmpeg = await runCommand(join(packed.resources, 'ffmpeg', `ffmpeg${suffix}`), ['-version']);
    expect(ffmpeg).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ffmpeg version/) });
  });

  test('leaves nothing of the development runtime behind', async () => {
    const present = await readdir(packed.resources);
    expect(present).toEqual(
      expect.arrayContaining(['app.asar', 'app.asar.unpacked', 'ffmpeg', 'models', 'node']),
    );
    expect(present.filter((name) => name === 'app' || name === 'default_app.asar')).toEqual([]);
  });

  test('has its fuses set, with only the inspector left for the tests', async () => {
    const fuses = await readFuses(packed.executable);
    expect(fuses).toMatchObject({
      runAsNode: false,
      cookieEncryption: false,
      nodeOptions: false,
      nodeCliInspect: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
    });
    expect(fuses['grantFileProtocolExtraPrivileges'] ?? false).toBe(false);
  });

  test('would have no inspector in a release', () => {
    const { electronFuses } = builderConfiguration({
      variant: 'release',
      electron: { folder: '', version: '45.4.1' },
      node: '',
      ffmpeg: '',
      packFiles: [],
      output: '',
    });
    expect(electronFuses).toMatchObject({
      enableNodeCliInspectArguments: false,
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      grantFileProtocolExtraPrivileges: false,
      onlyLoadAppFromAsar: true,
    });
  });
});

describe.each([{ packaged: false }, { packaged: true }])('the app (packaged: $packaged)', ({ packaged }) => {
  test('opens its window without a complaint and closes without a trace', async (context) => {
    const studio = await launchStudio({ packaged, test: context });
    expect(await studio.page.title()).toContain('Kinoloom');
    await studio.picture(`window ${packaged ? 'packaged' : 'checkout'}`);
    await studio.close();
  });
});
