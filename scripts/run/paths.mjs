import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

/** The folder of the checkout: everything the scripts touch lies in it. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What was provisioned for this checkout; ignored by git, safe to delete at any time. */
export const cache = join(root, '.cache');
