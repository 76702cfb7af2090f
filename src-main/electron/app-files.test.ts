import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveAppFile } from './app-files.ts';

let root = '';
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-page-'));
  root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'assets', 'index.js'), 'export {};');
  await writeFile(join(root, 'assets', 'notes.txt'), 'no');
  await mkdir(join(folder, 'renderer-secret'));
  await writeFile(join(folder, 'renderer-secret', 'key.json'), '{}');
});
afterAll(() => rm(join(root, '..'), { recursive: true }));

function ask(url: string, method = 'GET'): Promise<Response> {
  return serveAppFile(root, new Request(url, { method }));
}

test('files of the page come with their type and with the policy', async () => {
  const response = await ask('app://kinoloom/assets/index.js');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain('unsafe-eval');
});

test('nothing outside the page and no unknown kind of file is served', async () => {
  const urls = [
    'app://kinoloom/../renderer-secret/key.json',
    'app://kinoloom/%2e%2e/renderer-secret/key.json',
    'app://kinoloom/..%2frenderer-secret%2fkey.json',
    'app://kinoloom/assets/notes.txt',
    'app://kinoloom/missing.js',
    'app://kinoloom/',
    'app://other/index.html',
    'app://kinoloom/%00.html',
    'app://kinoloom/%ff.html',
  ];
  for (const url of urls) expect((await ask(url)).status, url).toBe(404);
  expect((await ask('app://kinoloom/index.html', 'POST')).status).toBe(405);
});
