import { Worker } from 'node:worker_threads';

/**
 * Runs in a thread of its own, because the main thread hears nothing while a network is evaluated. `process.ppid` is
 * read anew by the system at every use; a child whose parent died gets another one.
 */
const watcher = `
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, 500);
`;

/**
 * Ends this process soon after its parent has died, even in the middle of an evaluation that takes minutes. The end of
 * standard input says the same sooner where the main thread is free. On Windows children end with their parent's job
 * object, and `ppid` never changes there.
 */
export function watchForParent(): void {
  new Worker(watcher, { eval: true }).unref();
}
