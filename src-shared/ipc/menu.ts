import { z } from 'zod';

/** Menu items the system knows by itself and words in its own language. */
export const menuRoles = [
  'cut',
  'copy',
  'paste',
  'about',
  'services',
  'hide',
  'hideOthers',
  'unhide',
  'quit',
  'togglefullscreen',
  'toggleDevTools',
  'minimize',
  'close',
] as const;

const leafSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('separator') }),
  z.object({ kind: z.literal('role'), role: z.enum(menuRoles) }),
  /** A command of the window's registry. `keys` is an Electron accelerator; the window listens to it, the menu shows it. */
  z.object({
    kind: z.literal('command'),
    command: z.string().max(80),
    label: z.string().max(120),
    keys: z.string().max(40).optional(),
  }),
]);

/** The system menu as the window wants it: one list of menus, each with items and one level of submenus. */
export const menuSchema = z.object({
  label: z.string().max(80),
  items: z
    .array(
      z.union([
        leafSchema,
        z.object({ kind: z.literal('menu'), label: z.string().max(80), items: z.array(leafSchema).max(80) }),
      ]),
    )
    .max(80),
});
export type MenuData = z.infer<typeof menuSchema>;
export type MenuItemData = MenuData['items'][number];
export const menusSchema = z.array(menuSchema).max(20);
