import { resolve } from 'node:path';
import { bundleEnding } from '../projects/bundle/bundle-name.ts';
import { projectEnding } from '../projects/folder.ts';

/**
 * The project, or the bundle of one, that a person named on the command line of the app (or by a double click, which
 * comes to the same), as an absolute path. Switches and the app's own folder are none.
 */
export function projectInArguments(argv: readonly string[], workingFolder: string): string | undefined {
  const isProject = (argument: string): boolean =>
    !argument.startsWith('-') && (argument.endsWith(projectEnding) || argument.endsWith(bundleEnding));
  const named = argv.slice(1).filter(isProject).at(-1);
  return named === undefined ? undefined : resolve(workingFolder, named);
}
