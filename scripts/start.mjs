#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { provideBuild } from './build/bundle.mjs';
import { root } from './run/paths.mjs';
import { Refusal, runScript } from './run/refusal.mjs';
import { electronSwitches } from './run/switches.mjs';
import { provide } from './setup/provide.mjs';

/** `npm start`: brings in what is missing, builds what changed, opens the window, and ends when it is closed. */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

await runScript(async () => {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Refusal(
      'There is no display to open a window on; without one use: npm run kinoloom -- generate --prompt "…" -o clip.mp4',
    );
  }
  const provision = await provide({ window: true, tests: false }, say);
  await provideBuild(say);
  if (provision.electron === undefined) throw new Refusal('There is no Electron to open the window with.');

  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const args = [...electronSwitches(provision.electron), root, ...process.argv.slice(2)];
  const child = spawn(provision.electron.path, args, { stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return await new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Refusal(`Electron did not start: ${error.message}`)));
    child.on('close', (code) => resolve(code ?? 1));
  });
});
