import { appendFileSync } from 'node:fs';
import net from 'node:net';
import dns from 'node:dns';
import childProcess from 'node:child_process';

/**
 * Loaded into a program under test (`node --import`): writes down every attempt at a connection, a name look-up or a
 * child process in the file named by KINOLOOM_WITNESS, and refuses the first two.
 */
const witness = (/** @type {string} */ what) =>
  appendFileSync(process.env.KINOLOOM_WITNESS ?? '', `${what}\n`);

net.Socket.prototype.connect = () => {
  witness('network: connect');
  throw new Error('no network here');
};
dns.lookup = () => {
  witness('network: look-up');
  throw new Error('no network here');
};
const { spawn } = childProcess;
childProcess.spawn = (/** @type {[string]} */ ...given) => {
  witness(`program: ${given[0]}`);
  return spawn(...given);
};
// Makes the changed functions what `import { spawn } from 'node:child_process'` gives.
(await import('node:module')).syncBuiltinESMExports();
