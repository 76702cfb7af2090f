import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { menuPlan } from './menu-plan.ts';

const catalogue = z.object({ command: z.record(z.string(), z.record(z.string(), z.string())) });

/** Commands of all menus with the words they are shown by. */
function commandsOf(isMac: boolean): readonly { readonly command: string; readonly label: string }[] {
  return menuPlan(isMac)
    .flatMap(({ entries }) => entries)
    .flatMap((entry) => (typeof entry === 'object' && 'command' in entry ? [entry] : []));
}

test('a menu item has the words its command has everywhere else', async () => {
  const path = resolve(import.meta.dirname, '../../src-renderer/i18n/en.json');
  const { command: words } = catalogue.parse(JSON.parse(await readFile(path, 'utf8')));
  for (const { command, label } of commandsOf(false)) {
    const [group = '', name = ''] = command.split('.');
    expect(label, command).toBe(words[group]?.[name]);
  }
});

test('every platform can quit, and macOS has its own first menu', () => {
  for (const isMac of [false, true]) {
    const roles = menuPlan(isMac)
      .flatMap(({ entries }) => entries)
      .flatMap((entry) => (typeof entry === 'object' && 'role' in entry ? [entry.role] : []));
    expect(roles).toContain('quit');
  }
  expect(menuPlan(true)[0]?.label).toBe('Kinoloom');
  expect(menuPlan(false)[0]?.label).toBe('File');
});
