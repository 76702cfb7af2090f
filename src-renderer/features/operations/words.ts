import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { Media } from '../../../src-shared/project/schema.ts';
import type { Studio } from '../../editor/studio.ts';
import { commonRequest } from '../generate/build-request.ts';
import type { Context } from './context.ts';

type Common = Omit<Extract<GenerationRequestInput, { operation: 'generate' }>, 'operation' | 'seconds'>;

function promptOf(media: Media | undefined): string {
  return media?.provenance.origin === 'generated' ? media.provenance.recipe.prompt.trim() : '';
}

/**
 * What goes on keeps the words of the shot it goes on from; footage without words takes those of the prompt panel. All
 * else comes from the panel.
 */
export function wordsOfShot(studio: Studio, { document, pack }: Context, media: Media): Common {
  const panel = studio.prompt.getState();
  const common = commonRequest(panel, { packId: pack.id, settings: document.settings });
  return { ...common, prompt: promptOf(media) || common.prompt };
}

/** What replaces pictures follows the words of the panel; without any, those of the shot it stands in. */
export function wordsOfPanel(studio: Studio, { document, pack }: Context, media: Media): Common {
  const panel = studio.prompt.getState();
  const common = commonRequest(panel, { packId: pack.id, settings: document.settings });
  return { ...common, prompt: common.prompt || promptOf(media) };
}
