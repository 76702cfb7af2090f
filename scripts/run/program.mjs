import { spawn } from 'node:child_process';

/**
 * @typedef {object} Ending
 * @property {number | null} code   exit code, null when a signal ended the program
 * @property {NodeJS.Signals | null} signal
 * @property {string} stdout
 * @property {string} stderr
 * @property {boolean} timedOut
 */

/**
 * Runs a program to its end and tells how it ended; a failure is a value here, never a throw, because for a set-up a
 * missing program is an ordinary answer.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {number} [options.timeoutMs]  after it the whole process group is killed; absent = wait for ever
 * @param {boolean} [options.live]  pass both outputs on to stderr as they come (and collect nothing)
 * @returns {Promise<Ending>}
 */
export function runProgram(file, args, options = {}) {
  return new Promise((resolve) => {
    // A group of its own (not on Windows, which has none), so that a time-out ends grandchildren too.
    const detached = process.platform !== 'win32' && options.timeoutMs !== undefined;
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      detached,
      stdio: options.live === true ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text));

    const kill = (/** @type {NodeJS.Signals} */ signal) => {
      try {
        if (detached && child.pid !== undefined) process.kill(-child.pid, signal);
        else child.kill(signal);
      } catch {
        // It is gone already, which is what was wanted.
      }
    };
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            kill('SIGKILL');
          }, options.timeoutMs);
    // Own group = the terminal's Ctrl-C does not reach the child by itself.
    const passOn = (/** @type {NodeJS.Signals} */ signal) => {
      kill(signal);
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    if (detached) process.once('SIGINT', passOn).once('SIGTERM', passOn);

    let ended = false;
    const end = (/** @type {Ending} */ ending) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      if (detached) process.off('SIGINT', passOn).off('SIGTERM', passOn);
      resolve(ending);
    };
    child.on('error', (error) =>
      end({ code: null, signal: null, stdout, stderr: stderr + error.message, timedOut }),
    );
    child.on('close', (code, signal) => end({ code, signal, stdout, stderr, timedOut }));
  });
}

/**
 * Runs npm as it was started (`npm run` names its own program), so that a set-up uses the npm the person uses.
 *
 * @param {readonly string[]} args
 * @param {Parameters<typeof runProgram>[2]} [options]
 */
export function runNpm(args, options) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /\.[cm]?js$/.test(script)) {
    return runProgram(process.execPath, [script, ...args], options);
  }
  if (process.platform !== 'win32') return runProgram('npm', args, options);
  return runProgram(process.env.ComSpec ?? 'cmd.exe', ['/d', '/s', '/c', 'npm.cmd', ...args], options);
}

/** The last line of what a program complained about: enough to tell a person why. */
export function lastLine(/** @type {string} */ text) {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
