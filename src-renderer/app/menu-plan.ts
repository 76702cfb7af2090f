import type { MenuData, MenuItemData, menuRoles } from '../../src-shared/ipc/menu.ts';
import { acceleratorOf } from '../editor/commands/keys.ts';
import type { Studio } from '../editor/studio.ts';
import type { MessageKey } from '../i18n/i18n.ts';

type Role = (typeof menuRoles)[number];
type PlannedItem =
  | string
  | null
  | { readonly role: Role }
  | { readonly label: MessageKey; readonly items: readonly (string | null)[] };

interface PlannedMenu {
  readonly label: MessageKey;
  readonly items: readonly PlannedItem[];
}

function trackItems(kind: 'video' | 'audio'): readonly (string | null)[] {
  return [
    ...['locked', 'muted', 'solo'].map((field) => `track.${field}.${kind}`),
    null,
    ...['moveUp', 'moveDown', 'remove'].map((act) => `track.${act}.${kind}`),
  ];
}

/** Command ids by menu; null is a separator. Names and keys come from the registry. */
const plan: readonly PlannedMenu[] = [
  {
    label: 'menuBar.file',
    items: [
      'project.new',
      'project.open',
      'project.recent',
      'project.openBundle',
      null,
      'project.save',
      'project.saveAs',
      'project.versions',
      'project.takeOver',
      null,
      'project.bundle',
      'project.bundleUsed',
      null,
      'library.import',
      'deliver.start',
      null,
      'view.shortcuts',
    ],
  },
  {
    label: 'menuBar.edit',
    items: [
      'edit.undo',
      'edit.redo',
      null,
      'edit.cut',
      'edit.copy',
      'edit.paste',
      'edit.pasteInsert',
      'edit.pasteLook',
      'edit.duplicate',
      null,
      'edit.delete',
      'edit.rippleDelete',
      'edit.lift',
      'edit.extract',
      'edit.closeGap',
      null,
      'edit.selectAll',
      'edit.deselect',
      'select.forward',
      'select.backward',
    ],
  },
  {
    label: 'menuBar.clip',
    items: [
      'edit.insert',
      'edit.overwrite',
      'edit.replace',
      'edit.fitToFill',
      'edit.append',
      null,
      'edit.split',
      'edit.splitAll',
      'edit.join',
      'edit.trimStart',
      'edit.trimEnd',
      { label: 'menuBar.trim', items: ['trim.left', 'trim.right', 'trim.leftTen', 'trim.rightTen'] },
      null,
      'clip.enable',
      'clip.link',
      'clip.group',
      'clip.ungroup',
      null,
      {
        label: 'menuBar.speed',
        items: [
          'clip.speed25',
          'clip.speed50',
          'clip.speed100',
          'clip.speed200',
          'clip.speed400',
          null,
          'clip.reverse',
          'clip.freeze',
        ],
      },
      { label: 'menuBar.transition', items: ['clip.dissolve', 'clip.dip', 'clip.wipe'] },
      { label: 'menuBar.takes', items: ['clip.nextTake', 'clip.previousTake', 'clip.compareTakes'] },
      null,
      'clip.title',
    ],
  },
  {
    label: 'menuBar.sequence',
    items: [
      'track.add.video',
      'track.add.audio',
      { label: 'menuBar.videoTrack', items: trackItems('video') },
      { label: 'menuBar.audioTrack', items: trackItems('audio') },
      null,
      'timeline.snapping',
      'timeline.magnetic',
      'timeline.linkedSelection',
      'timeline.rulerUnit',
      null,
      'timeline.zoomIn',
      'timeline.zoomOut',
      'timeline.fit',
      'timeline.zoomSelection',
      null,
      {
        label: 'menuBar.tools',
        items: [
          'tool.select',
          'tool.forward',
          'tool.backward',
          'tool.blade',
          'tool.ripple',
          'tool.roll',
          'tool.slip',
          'tool.slide',
          'tool.rate',
          'tool.hand',
        ],
      },
    ],
  },
  {
    label: 'menuBar.marks',
    items: [
      'mark.in',
      'mark.out',
      'mark.clip',
      'mark.clear',
      null,
      'mark.goIn',
      'mark.goOut',
      null,
      'mark.marker',
      'mark.clipMarker',
      'mark.nextMarker',
      'mark.previousMarker',
      null,
      'source.match',
      'source.open',
      'source.close',
      null,
      'play.loop',
      'play.range',
    ],
  },
  {
    label: 'menuBar.shot',
    items: [
      'generate.focus',
      'generate.start',
      'generate.storyboard',
      'generate.cancel',
      null,
      {
        label: 'menu.extendForward',
        items: [
          'generate.extend.forward.1',
          'generate.extend.forward.2',
          'generate.extend.forward.4',
          'generate.extend.forward.next',
        ],
      },
      {
        label: 'menu.extendBackward',
        items: [
          'generate.extend.backward.1',
          'generate.extend.backward.2',
          'generate.extend.backward.4',
          'generate.extend.backward.next',
        ],
      },
      { label: 'menu.closeLoop', items: ['generate.loop.1', 'generate.loop.2'] },
      'generate.bridge',
      'generate.fill',
      'generate.restyle',
      'generate.smooth',
      {
        label: 'menu.again',
        items: [
          'generate.again.newSeed',
          'generate.again.fourSeeds',
          'generate.again.sameSeed',
          'generate.again.panelWords',
        ],
      },
      'generate.whatMade',
      'generate.useRecipe',
      'generate.copyRecipe',
      null,
      'generate.useAsFirstFrame',
      'generate.useAsLastFrame',
      'generate.pinImage',
      'generate.pinFrame',
      'generate.loopShot',
      'generate.continueFrom',
      'generate.clearCondition',
      null,
      'view.packs',
    ],
  },
  {
    label: 'menuBar.view',
    items: [
      'view.palette',
      'view.queue',
      null,
      'view.workspace.generate',
      'view.workspace.edit',
      'view.workspace.deliver',
      'view.viewerOnly',
      null,
      'view.resetLayout',
      { role: 'togglefullscreen' },
      { role: 'toggleDevTools' },
    ],
  },
];

/** Every command id the menus name, for the test that holds them against the registry. */
export function plannedCommands(): readonly string[] {
  return plan.flatMap(({ items }) =>
    items.flatMap((item) => {
      if (typeof item === 'string') return [item];
      return item !== null && 'items' in item ? item.items.filter((id) => id !== null) : [];
    }),
  );
}

function commandItem(studio: Studio, id: string): MenuItemData & { readonly kind: 'command' } {
  const command = studio.commands.get(id);
  const [chord] = studio.commands.keysOf(id);
  const keys = chord === undefined ? undefined : acceleratorOf(chord);
  const label = command === undefined ? id : (command.menuLabel?.(studio) ?? studio.text(command.label));
  return { kind: 'command', command: id, label, ...(keys === undefined ? {} : { keys }) };
}

/** The system menu of this moment: names, keys and the step that undo would take back. */
export function menusOf(studio: Studio): readonly MenuData[] {
  const menus = plan.map(({ label, items }): MenuData => ({
    label: studio.text(label),
    items: items.map((item): MenuItemData => {
      if (item === null) return { kind: 'separator' };
      if (typeof item === 'string') return commandItem(studio, item);
      if ('role' in item) return { kind: 'role', role: item.role };
      return {
        kind: 'menu',
        label: studio.text(item.label),
        items: item.items.map((id) => (id === null ? { kind: 'separator' } : commandItem(studio, id))),
      };
    }),
  }));
  if (!studio.isMac) {
    menus[0]?.items.push({ kind: 'separator' }, { kind: 'role', role: 'quit' });
    return menus;
  }
  const roles: readonly (Role | null)[] = [
    'about',
    null,
    'services',
    null,
    'hide',
    'hideOthers',
    'unhide',
    null,
    'quit',
  ];
  const own: MenuData = {
    label: studio.text('menuBar.app'),
    items: roles.map((role) => (role === null ? { kind: 'separator' } : { kind: 'role', role })),
  };
  return [own, ...menus];
}

/** Keeps the system menu in step with the registry. Returns the function that stops. */
export function keepMenus(studio: Studio): () => void {
  let shown = '';
  const send = (): void => {
    const menus = menusOf(studio);
    const text = JSON.stringify(menus);
    if (text === shown) return;
    shown = text;
    studio.bridge.call('menu.show', [...menus]).catch((error: unknown) => studio.report(error));
  };
  send();
  const stops = [
    studio.keys.subscribe(send),
    studio.project.subscribe((state, before) => {
      if (state.history !== before.history) send();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
