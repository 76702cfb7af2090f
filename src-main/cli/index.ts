import { cancelledError } from '../../src-shared/errors/app-error.ts';
import { composeCore } from '../compose.ts';
import { silentLogger } from '../log/logger.ts';
import { findPlaces } from '../platform/places.ts';
import { main } from './main.ts';
import { version } from '../../package.json';

const controller = new AbortController();
let asked = false;
function stop(): void {
  // A second Ctrl-C means now: children hang on our pipes and end with us.
  if (asked) process.exit(130);
  asked = true;
  controller.abort(cancelledError());
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// `kinoloom … | head` closes stdout early; that is no failure of ours.
process.stdout.on('error', () => undefined);

const io = {
  stdout: (text: string) => void process.stdout.write(text),
  stderr: (text: string) => void process.stderr.write(text),
  terminal: process.stderr.isTTY,
  columns: process.stderr.columns ?? 80,
  signal: controller.signal,
  nowMs: () => performance.now(),
};

void main(process.argv.slice(2), io, version, async () =>
  composeCore({
    places: await findPlaces(__dirname),
    log: silentLogger,
  }),
).then((code) => {
  process.exitCode = code;
});
