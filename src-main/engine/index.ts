import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createMessageReader, encodeMessage } from './framing.ts';
import { watchForParent } from './orphan-watch.ts';
import { toEngineSchema } from './protocol.ts';
import { createEngineServer, type Send } from './server.ts';

/**
 * The engine process: messages in on standard input, messages out on standard output, everything else on standard error.
 *
 * It lives exactly as long as its parent keeps standard input open, so that a parent that was killed leaves nothing
 * behind. It is a plain Node process, never an Electron one: there a single block above 1 GiB ends the process.
 */
const output = process.stdout;

// A library that logs with console.log would break the stream of messages.
console.log = console.error;
console.info = console.error;

const send: Send = async (message, payload) => {
  let flowing = true;
  for (const chunk of encodeMessage(message, payload)) flowing = output.write(chunk);
  if (!flowing) await once(output, 'drain');
};

function leave(code: number): void {
  process.exit(code);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  leave(70);
}

async function offerToKernel(): Promise<void> {
  if (process.platform !== 'linux') return;
  // When memory runs out the kernel should take the job, not the editor. Raising one's own score needs no rights, but a
  // container may not show the file.
  await writeFile('/proc/self/oom_score_adj', '1000').catch(() => undefined);
}

function start(): void {
  const server = createEngineServer(send, {
    exit: () => leave(0),
    log: (text) => void process.stderr.write(`${text}\n`),
  });
  const read = createMessageReader();
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  process.stdin.on('data', (chunk: Buffer) => {
    for (const { header, payload } of read(chunk)) server.receive(toEngineSchema.parse(header), payload);
  });
  process.stdin.on('end', () => leave(0));
  // Ctrl-C and a closed terminal reach the whole process group. What to do about them is the parent's to say: it cancels
  // the job, or ends and takes standard input with it.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  // The parent is gone: nobody is left to tell.
  output.on('error', () => leave(0));
  watchForParent();
  void offerToKernel();
  void send({ type: 'ready', pid: process.pid });
}

start();
