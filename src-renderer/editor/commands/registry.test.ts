import { describe, expect, it } from 'vitest';
import { testStudio } from '../../app/testing/test-studio.ts';
import { createI18n } from '../../i18n/i18n.ts';
import type { KeyPress } from './keys.ts';
import { createRegistry, runCommand, type Command } from './registry.ts';
import { commandTable } from './table.ts';

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held };
}
const idle = { inText: false, repeat: false };

describe('the command table', () => {
  it('has no id and no chord twice', () => {
    expect(() => createRegistry(commandTable, false)).not.toThrow();
  });

  it('has a name in the catalogue for every command', () => {
    const translations = createI18n();
    expect(commandTable.filter(({ label }) => !translations.exists(label)).map(({ id }) => id)).toEqual([]);
  });

  it('knows every command the system menu sends', () => {
    const ids = new Set(commandTable.map(({ id }) => id));
    const sent = ['project.new', 'project.open', 'project.save', 'project.saveAs', 'library.import'];
    expect([...sent, 'deliver.start', 'edit.undo', 'edit.redo'].filter((id) => !ids.has(id))).toEqual([]);
  });

  it('refuses a table that contradicts itself', () => {
    const one: Command = { id: 'one', label: 'command.edit.undo', keys: ['X'], run: () => undefined };
    expect(() => createRegistry([one, { ...one, id: 'two' }], false)).toThrow('X runs both one and two');
    expect(() => createRegistry([one, { ...one, keys: [] }], false)).toThrow('Two commands are called one');
  });
});

describe('keys', () => {
  const registry = createRegistry(commandTable, false);

  it('leaves every single key to the text that is being written', () => {
    const typed = [
      ...Array.from('abcdefghijklmnopqrstuvwxyz,.+-`'),
      ' ',
      'ArrowLeft',
      'Delete',
      'Backspace',
      'Home',
    ];
    const taken = typed.filter((key) => registry.forKey(press(key), { inText: true, repeat: false }));
    expect(taken).toEqual([]);
  });

  it('leaves undo to the text that is being written, but saves from there', () => {
    const inText = { inText: true, repeat: false };
    expect(registry.forKey(press('z', { ctrlKey: true }), inText)).toBeUndefined();
    expect(registry.forKey(press('s', { ctrlKey: true }), inText)?.id).toBe('project.save');
    expect(registry.forKey(press('Enter', { ctrlKey: true }), inText)?.id).toBe('generate.start');
  });

  it('repeats steps while a key is held, and nothing that should happen once', () => {
    const held = { inText: false, repeat: true };
    expect(registry.forKey(press('ArrowRight'), held)?.id).toBe('play.stepForward');
    expect(registry.forKey(press('Delete'), held)).toBeUndefined();
    expect(registry.forKey(press('Delete'), idle)?.id).toBe('edit.delete');
  });
});

describe('running a command', () => {
  it('says why it does nothing instead of doing nothing silently', async () => {
    const { studio } = await testStudio();
    await runCommand(studio, 'edit.delete');
    expect(studio.messages.getState().last).toBe('Select a clip first.');
    expect(studio.messages.getState().spoken.text).toBe('Select a clip first.');
  });

  it('lets a refusal go when something is done, and leaves other news', async () => {
    const { studio } = await testStudio();
    await runCommand(studio, 'edit.delete');
    await runCommand(studio, 'mark.marker');
    expect(studio.messages.getState().last).toBe('');
    studio.messages.say('Saved.');
    await runCommand(studio, 'mark.marker');
    expect(studio.messages.getState().last).toBe('Saved.');
    await runCommand(studio, 'edit.cut');
    expect(studio.messages.getState().last).not.toBe('Saved.');
    const { addTitle } = await import('../actions/titles.ts');
    addTitle(studio);
    expect(studio.messages.getState().last, 'an edit by mouse').toBe('');
  });

  it('shows the sentence and the details of one that fails', async () => {
    const { studio, main } = await testStudio();
    const { AppError } = await import('../../../src-shared/errors/app-error.ts');
    main.failNext(
      'project.save',
      new AppError('disk.full', 'The disk is full.', { hint: 'Free some space.' }),
    );
    await runCommand(studio, 'project.save');
    expect(studio.messages.getState().toasts).toMatchObject([
      { text: 'The disk is full.', tone: 'error', error: { code: 'disk.full', hint: 'Free some space.' } },
    ]);
  });
});
