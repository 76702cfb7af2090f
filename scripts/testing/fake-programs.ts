import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of stand-in programs at the front of PATH; each notes how it was called. */
export interface FakePrograms {
  readonly folder: string;
  /** Adds a program: the lines of a shell script. */
  add(name: string, script: string): Promise<string>;
  /** The command lines of all calls so far, in order. */
  calls(): Promise<string[]>;
  remove(): Promise<void>;
}

/**
 * @param options.alone only the stand-ins and the shell's own tools can be found: what a bare machine looks like
 */
export async function fakePrograms(options: { readonly alone: boolean }): Promise<FakePrograms> {
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-programs-'));
  const journal = join(folder, 'calls');
  const path = process.env['PATH'];
  process.env['PATH'] = options.alone ? folder : `${folder}:${path ?? ''}`;
  return {
    folder,
    async add(name, script) {
      const file = join(folder, name);
      await writeFile(file, `#!/bin/sh\nset -f\necho ${name} $* >> "${journal}"\n${script}\n`);
      await chmod(file, 0o755);
      return file;
    },
    async calls() {
      const text = await readFile(journal, 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    },
    async remove() {
      if (path === undefined) delete process.env['PATH'];
      else process.env['PATH'] = path;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
