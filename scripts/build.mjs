#!/usr/bin/env node
import { runScript } from './run/refusal.mjs';
import { provideBuild } from './build/bundle.mjs';

/** `npm run build`: out/ from the sources, when they changed. */
const say = (/** @type {string} */ sentence) => process.stderr.write(`${sentence}\n`);

await runScript(() => provideBuild(say));
