import { describe, expect, test } from 'vitest';
import { lastLine, runProgram } from './program.mjs';

const node = (script: string): Parameters<typeof runProgram> => [process.execPath, ['-e', script]];

describe('running a program', () => {
  test('answers its exit code and both outputs', async () => {
    const ending = await runProgram(...node('console.log("a"); console.error("b"); process.exitCode = 3'));
    expect(ending).toEqual({ code: 3, signal: null, stdout: 'a\n', stderr: 'b\n', timedOut: false });
  });

  test('answers a missing program as an ending, not as a throw', async () => {
    const ending = await runProgram('kinoloom-no-such-program', []);
    expect(ending.code).toBeNull();
    expect(ending.stderr).toContain('ENOENT');
  });

  test.runIf(process.platform !== 'win32')('ends grandchildren too when the time is up', async () => {
    // The grandchild holds the output open: without its end the call would wait for its ten minutes.
    const ending = await runProgram('sh', ['-c', 'sleep 600 & wait'], { timeoutMs: 300 });
    expect(ending).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true });
  });

  test('finds the last line of a complaint', () => {
    expect(lastLine('one\n  two  \n\n')).toBe('two');
    expect(lastLine('')).toBe('');
  });
});
