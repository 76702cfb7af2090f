import type { KeyTable } from '../keymap.ts';

export const premiereKeys: KeyTable = {};
