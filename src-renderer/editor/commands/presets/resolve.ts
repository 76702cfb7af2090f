import type { KeyTable } from '../keymap.ts';

export const resolveKeys: KeyTable = {};
