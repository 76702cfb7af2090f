import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A display to draw on, and how to give it back. */
export interface Display {
  /** Value for DISPLAY; undefined where the system has displays of another kind. */
  readonly name: string | undefined;
  release(): Promise<void>;
}

/**
 * The display that is there, or a virtual one on a free number. The server itself picks the number (`-displayfd`) and
 * writes it when it is ready to be drawn on, so there is nothing to guess and nothing to wait for.
 */
export async function provideDisplay(): Promise<Display> {
  const present = process.env['DISPLAY'];
  if (process.platform !== 'linux' || (present !== undefined && present !== '')) {
    return { name: present, release: () => Promise.resolve() };
  }
  const screen = ['-screen', '0', '1680x1050x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', ['-displayfd', '3', ...screen], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  const number = await new Promise<string>((resolve, reject) => {
    server.on('error', (cause) => reject(new Error('Xvfb could not be started.', { cause })));
    server.on('exit', (code) =>
      reject(new Error(`Xvfb ended with ${String(code)} before it had a display.`)),
    );
    server.stdio[3]?.once('data', (text: Buffer) => resolve(text.toString().trim()));
  });
  return {
    name: `:${number}`,
    async release() {
      server.kill();
      await ended;
    },
  };
}
