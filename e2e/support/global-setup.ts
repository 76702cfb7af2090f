import { provideBuild } from '../../scripts/build/bundle.mjs';
import { provide } from '../../scripts/setup/provide.mjs';
import { provideDisplay } from './display.ts';

/** Once per run: everything installed and built, and a display for every test to share. Answers how to give it back. */
export async function setup(): Promise<() => Promise<void>> {
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  await provide({ window: true, tests: true }, say);
  await provideBuild(say);
  const display = await provideDisplay();
  if (display.name !== undefined) process.env['DISPLAY'] = display.name;
  return () => display.release();
}
