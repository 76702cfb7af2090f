#!/usr/bin/env node
import { root } from './run/paths.mjs';
import { Refusal, runScript } from './run/refusal.mjs';
import { provideCuda } from './setup/onnxruntime.mjs';
import { describeElectron, describeFfmpeg, provide } from './setup/provide.mjs';

/**
 * `npm run setup [-- --cuda] [-- --again]`: brings in everything the program and its tests need and says what it chose.
 * `npm start`, `npm test` and `npm run kinoloom` do their part of it by themselves.
 */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

await runScript(async () => {
  const options = process.argv.slice(2);
  const unknown = options.find((option) => option !== '--cuda' && option !== '--again');
  if (unknown !== undefined)
    throw new Refusal(`setup does not know ${unknown}; it knows --cuda and --again.`);

  const provision = await provide({ window: true, tests: true, again: options.includes('--again') }, say);
  if (options.includes('--cuda')) await provideCuda(root, say);

  say(`Node ${provision.node.version} (${provision.node.path})`);
  if (provision.electron !== undefined) say(`Electron ${await describeElectron(provision.electron)}`);
  if (provision.ffmpeg !== undefined) say(`ffmpeg ${describeFfmpeg(provision.ffmpeg)}`);
  say(
    `ONNX Runtime: CPU and WebGPU${options.includes('--cuda') ? ', CUDA' : ' (CUDA: npm run setup -- --cuda)'}`,
  );
});
