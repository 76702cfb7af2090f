import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { securityHeaders } from './content-security.ts';
import { isOurPage } from './origin.ts';

/** The kinds of file a build of the renderer consists of; anything else is not served. */
const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
]);

function refusal(status: number): Response {
  return new Response(null, { status, headers: securityHeaders });
}

/** Answers a request of the `app:` scheme with a file of the built renderer in `root`. */
export async function serveAppFile(root: string, request: Request): Promise<Response> {
  if (request.method !== 'GET') return refusal(405);
  if (!isOurPage(request.url)) return refusal(404);
  let name: string;
  try {
    name = decodeURIComponent(new URL(request.url).pathname);
  } catch {
    return refusal(404);
  }
  const path = resolve(join(root, name));
  const type = types.get(extname(path));
  // The separator matters: without it a sibling folder that begins with the same name would slip through.
  if (type === undefined || name.includes('\0') || !path.startsWith(resolve(root) + sep)) return refusal(404);
  try {
    const body = await readFile(path);
    return new Response(new Uint8Array(body), { headers: { ...securityHeaders, 'Content-Type': type } });
  } catch {
    return refusal(404);
  }
}
