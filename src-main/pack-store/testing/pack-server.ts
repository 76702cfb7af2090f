import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';

export interface Asked {
  readonly name: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

/** What the server does with one request instead of serving it; false: it serves it. */
export type Answering = (asked: Asked, content: Buffer, response: ServerResponse) => boolean;

export interface PackServer {
  readonly url: string;
  readonly asked: Asked[];
  answering: Answering;
  /** What names the present state of every file. */
  etag: string;
  close(): Promise<void>;
}

/** A server on this machine that serves the files of `folder`, with parts and entity tags as RFC 9110 has them. */
export async function servePack(folder: string): Promise<PackServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const found: PackServer = {
    url: `http://127.0.0.1:${address.port}`,
    asked: [],
    answering: () => false,
    etag: '"one"',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = new URL(request.url ?? '/', found.url).pathname.slice(1);
    const ifRange = request.headers['if-range'];
    const asked = { name, range: request.headers.range, ifRange: ifRange?.toString() };
    found.asked.push(asked);
    const content = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    if (found.answering(asked, content, response)) return;
    if (content.length === 0) {
      response.writeHead(404).end();
      return;
    }
    const first = Number(/^bytes=(\d+)-$/.exec(asked.range ?? '')?.[1] ?? 0);
    const isPart = asked.range !== undefined && (ifRange === undefined || ifRange === found.etag);
    const body = isPart ? content.subarray(first) : content;
    response.writeHead(isPart ? 206 : 200, {
      etag: found.etag,
      'content-length': body.length,
      ...(isPart ? { 'content-range': `bytes ${first}-${content.length - 1}/${content.length}` } : {}),
    });
    response.end(body);
  }
  server.on('request', (request, response) => void answer(request, response));
  return found;
}
