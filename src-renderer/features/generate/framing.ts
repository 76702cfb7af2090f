import type { PackSummary } from '../../../src-shared/ipc/packs.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Media, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { Condition, PromptState } from '../../editor/stores/prompt-store.ts';
import { projectAspect, ratioOf } from './aspect.ts';

/** Shapes nearer than this to one another are the same: rounded sizes are not reframed in sight. */
const sameShape = 0.01;

function sourcesOf(condition: Condition): readonly MediaId[] {
  switch (condition.kind) {
    case 'none':
    case 'loop':
      return [];
    case 'first-frame':
      return [condition.image, ...(condition.last === undefined ? [] : [condition.last])];
    case 'continue':
      return [condition.source];
    case 'keyframes':
      return condition.keys.map(({ source }) => source);
    default:
      return assertNever(condition);
  }
}

/** What is laid into a frame of another shape: a picture by its name, or what the model itself makes. */
export type Reframed = { readonly kind: 'picture'; readonly name: string } | { readonly kind: 'model' };

/**
 * What would be reframed for the shot of the panel, or for what is made of the selected clips.
 *
 * @param selected media of the selected clips
 */
export function reframedOf(
  { condition, aspect }: Pick<PromptState, 'condition' | 'aspect'>,
  { settings, media }: Pick<ProjectDocument, 'settings' | 'media'>,
  pack: Pick<PackSummary, 'aspects'> | undefined,
  selected: readonly Media[] = [],
): readonly Reframed[] {
  const named = aspect ?? projectAspect(settings);
  const wanted = aspect === null ? settings.width / settings.height : ratioOf(aspect);
  const differs = ({ width, height }: Media): boolean =>
    width > 0 && height > 0 && Math.abs(width / height / wanted - 1) > sameShape;
  const pictures = [...sourcesOf(condition).flatMap((id) => media[id] ?? []), ...selected];
  const names = new Set(pictures.filter(differs).map(({ name }) => name));
  const found: Reframed[] = [...names].map((name) => ({ kind: 'picture', name }));
  const hasShape = pack === undefined || (named !== null && pack.aspects.includes(named));
  return hasShape ? found : [...found, { kind: 'model' }];
}
