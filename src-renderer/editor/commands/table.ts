import { editCommands } from './edit-commands.ts';
import { fileCommands } from './file-commands.ts';
import { generateCommands } from './generate-commands.ts';
import { operationCommands } from './operation-commands.ts';
import { playCommands } from './play-commands.ts';
import { clipCommands } from './clip-commands.ts';
import { markCommands } from './mark-commands.ts';
import type { Command } from './registry.ts';
import { sourceCommands } from './source-commands.ts';
import { takeCommands } from './take-commands.ts';
import { trackCommands } from './track-commands.ts';
import { viewCommands } from './view-commands.ts';

/** Every command of the window: the one table behind keyboard, palette, menus, buttons and tooltips. */
export const commandTable: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...sourceCommands,
  ...clipCommands,
  ...trackCommands,
  ...markCommands,
  ...playCommands,
  ...generateCommands,
  ...operationCommands,
  ...takeCommands,
  ...viewCommands,
];
