#!/usr/bin/env node
import { providePackage } from './package/packing.mjs';
import { Refusal, runScript } from './run/refusal.mjs';

/**
 * `npm run package [-- --test | --release] [-- --installers]`: the unpacked app, or this platform's installers. */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

await runScript(async () => {
  const options = process.argv.slice(2);
  const unknown = options.find((option) => !['--test', '--release', '--installers'].includes(option));
  if (unknown !== undefined) {
    throw new Refusal(`package does not know ${unknown}; it knows --test, --release and --installers.`);
  }
  const { folder } = await providePackage(
    {
      ...(options.includes('--test') ? { variant: 'test' } : {}),
      ...(options.includes('--release') ? { variant: 'release' } : {}),
      installers: options.includes('--installers'),
    },
    say,
  );
  say(`Packed: ${folder}`);
});
