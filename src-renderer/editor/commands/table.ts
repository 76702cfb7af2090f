import { editCommands } from './edit-commands.ts';
import { fileCommands } from './file-commands.ts';
import { generateCommands } from './generate-commands.ts';
import { playCommands } from './play-commands.ts';
import type { Command } from './registry.ts';
import { viewCommands } from './view-commands.ts';

/** Every command of the window: the one table behind keyboard, palette, menus, buttons and tooltips. */
export const commandTable: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...playCommands,
  ...generateCommands,
  ...viewCommands,
];
