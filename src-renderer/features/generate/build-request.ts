import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { ProjectSettings } from '../../../src-shared/project/schema.ts';
import type { PromptState } from '../../editor/stores/prompt-store.ts';
import { projectAspect } from './aspect.ts';

export interface RequestContext {
  readonly packId: string;
  readonly settings: ProjectSettings;
}

type Common = Omit<Extract<GenerationRequestInput, { operation: 'generate' }>, 'operation' | 'seconds'>;

/** What every operation takes from the panel. Rate and size are the project's, so that lengths are exact in its frames. */
export function commonRequest(prompt: PromptState, { packId, settings }: RequestContext): Common {
  const own = projectAspect(settings);
  const aspect = prompt.aspect ?? own;
  return {
    prompt: prompt.prompt.trim(),
    negative: prompt.negative.trim(),
    packId,
    quality: prompt.quality,
    fit: prompt.fit,
    rate: { num: settings.rate.num, den: settings.rate.den },
    ...(aspect === null ? {} : { aspect }),
    // Another shape than the project's gets its size from the pack's bucket.
    ...(aspect === own ? { size: { width: settings.width, height: settings.height } } : {}),
    ...(prompt.seed === '' ? {} : { seed: prompt.seed }),
    ...(prompt.steps === null ? {} : { steps: prompt.steps }),
    ...(prompt.guidance === null ? {} : { guidance: prompt.guidance }),
  };
}

export function requestOf(
  prompt: PromptState,
  seconds: number,
  context: RequestContext,
): GenerationRequestInput {
  const common = commonRequest(prompt, context);
  const { condition } = prompt;
  switch (condition.kind) {
    case 'none':
      return { ...common, operation: 'generate', seconds };
    case 'first-frame':
      return {
        ...common,
        operation: 'animate',
        seconds,
        image: condition.image,
        ...(condition.last === undefined ? {} : { last: condition.last }),
      };
    case 'continue':
      return { ...common, operation: 'extend-forward', seconds, source: condition.source };
    case 'keyframes':
      return { ...common, operation: 'keyframes', seconds, keys: [...condition.keys] };
    case 'loop':
      return { ...common, operation: 'loop', seconds };
    default:
      return assertNever(condition);
  }
}
