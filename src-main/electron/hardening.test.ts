import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './content-security.ts';
import { isLocalRequest } from './hardening.ts';

test('a request that leaves the machine is none of the window', () => {
  for (const url of [
    'app://kinoloom/a.js',
    'media://media/media-one',
    'blob:app://kinoloom/1',
    'data:image/png;,',
  ]) {
    expect(isLocalRequest(url), url).toBe(true);
  }
  for (const url of [
    'https://example.org/',
    'http://127.0.0.1/',
    'ws://example.org',
    'file:///etc/passwd',
    'ftp://a',
    '',
  ]) {
    expect(isLocalRequest(url), url).toBe(false);
  }
});

test('the policy runs no script but our files and reaches no address but our schemes', () => {
  expect(contentSecurityPolicy).toContain("default-src 'none'");
  expect(contentSecurityPolicy).toContain("script-src 'self';");
  expect(contentSecurityPolicy).toContain("require-trusted-types-for 'script'");
  expect(contentSecurityPolicy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
});
