import type { KeyTable } from '../keymap.ts';

export const finalCutKeys: KeyTable = {};
