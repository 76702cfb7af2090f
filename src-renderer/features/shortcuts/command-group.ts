/** The headings of the shortcut editor, in its order: the first part of a command's id. */
export const commandGroups = [
  'project',
  'library',
  'deliver',
  'edit',
  'trim',
  'select',
  'clip',
  'track',
  'mark',
  'source',
  'play',
  'tool',
  'timeline',
  'generate',
  'view',
] as const;
export type CommandGroup = (typeof commandGroups)[number];

function isGroup(name: string): name is CommandGroup {
  return commandGroups.some((group) => group === name);
}

/** @throws RangeError for an id whose first part is no heading: the table and the editor must agree. */
export function commandGroup(id: string): CommandGroup {
  const name = id.split('.')[0] ?? '';
  if (!isGroup(name)) throw new RangeError(`${id} belongs to no group of shortcuts`);
  return name;
}
