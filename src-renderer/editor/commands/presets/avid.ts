import type { KeyTable } from '../keymap.ts';

export const avidKeys: KeyTable = {};
