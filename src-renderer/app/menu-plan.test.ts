import { describe, expect, it } from 'vitest';
import { testStudio } from './testing/test-studio.ts';
import { menusOf, plannedCommands } from './menu-plan.ts';

describe('the system menu', () => {
  it('names only commands the registry has, each once', async () => {
    const { studio } = await testStudio();
    const planned = plannedCommands();
    expect(planned.filter((id) => studio.commands.get(id) === undefined)).toEqual([]);
    expect(new Set(planned).size).toBe(planned.length);
  });

  it('shows the words and the keys of the registry, and follows the person’s choice of keys', async () => {
    const { studio } = await testStudio();
    const split = () =>
      menusOf(studio)
        .flatMap(({ items }) => items)
        .find((item) => item.kind === 'command' && item.command === 'project.save');
    expect(split()).toMatchObject({ label: 'Save', keys: 'CmdOrCtrl+S' });
    studio.keys.setState({ own: { 'project.save': ['F2'] } });
    expect(split()).toMatchObject({ keys: 'F2' });
  });

  it('can be left on every system', async () => {
    const { studio } = await testStudio();
    const roles = menusOf(studio).flatMap(({ items }) =>
      items.flatMap((item) => (item.kind === 'role' ? [item.role] : [])),
    );
    expect(roles).toContain('quit');
  });
});
