import type { MessageKey } from '../../i18n/i18n.ts';

const known = {
  settings: 'generate.category.settings',
  times: 'generate.category.times',
  subjects: 'generate.category.subjects',
  colours: 'generate.category.colours',
  actions: 'generate.category.actions',
  cameras: 'generate.category.cameras',
  styles: 'generate.category.styles',
  weathers: 'generate.category.weathers',
  sizes: 'generate.category.sizes',
} as const satisfies Record<string, MessageKey>;

function isKnown(category: string): category is keyof typeof known {
  return Object.hasOwn(known, category);
}

/** A pack names its lists itself; those we have no word for are all "other". */
export function categoryKey(category: string): MessageKey {
  return isKnown(category) ? known[category] : 'generate.category.other';
}
