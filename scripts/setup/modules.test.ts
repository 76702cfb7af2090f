import { describe, expect, test } from 'vitest';
import { installedAsLocked } from './modules.mjs';

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/@rolldown/binding-win32-x64-msvc': { version: '1.2.19', optional: true, os: ['win32'] },
  },
};

describe('whether node_modules is what the lockfile says', () => {
  test('parts for other platforms may be absent', () => {
    const present = { packages: { 'node_modules/zod': { version: '4.6.7' } } };
    expect(installedAsLocked(wanted, present)).toBe(true);
  });

  test('a missing package is noticed', () => {
    expect(installedAsLocked(wanted, { packages: {} })).toBe(false);
  });

  test('another version is noticed', () => {
    const present = { packages: { 'node_modules/zod': { version: '4.6.6' } } };
    expect(installedAsLocked(wanted, present)).toBe(false);
  });
});
