import { z } from 'zod';
import { toErrorData, type ErrorData } from '../../src-shared/errors/app-error.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { commandTable } from '../editor/commands/table.ts';
import { createRegistry } from '../editor/commands/registry.ts';
import { createIdSource, type IdSource } from '../editor/new-id.ts';
import { recall, type KeptText } from '../editor/remembered.ts';
import { createClipboardStore } from '../editor/stores/clipboard-store.ts';
import { createDraftStore } from '../editor/stores/draft-store.ts';
import { createFactsStore } from '../editor/stores/facts-store.ts';
import { createKeysStore } from '../editor/stores/keys-store.ts';
import { createJobsStore } from '../editor/stores/jobs-store.ts';
import { createMessagesStore } from '../editor/stores/messages-store.ts';
import { createPacksStore } from '../editor/stores/packs-store.ts';
import { createPreviewsStore } from '../editor/stores/previews-store.ts';
import { createProjectStore } from '../editor/stores/project-store.ts';
import { createPromptStore } from '../editor/stores/prompt-store.ts';
import { createQuestionStore } from '../editor/stores/question-store.ts';
import { createSelectionStore } from '../editor/stores/selection-store.ts';
import { createSourceStore } from '../editor/stores/source-store.ts';
import { createStoryboardStore } from '../editor/stores/storyboard-store.ts';
import { createTransportStore } from '../editor/stores/transport-store.ts';
import { createViewStore, habitsSchema, workspaces } from '../editor/stores/view-store.ts';
import type { Studio } from '../editor/studio.ts';
import { loadMedia } from '../features/viewer/load-media.ts';
import type { Translate } from '../i18n/i18n.ts';

export interface StudioOptions {
  readonly bridge: Bridge;
  readonly text: Translate;
  readonly kept: KeptText;
  readonly isMac: boolean;
  readonly ids?: IdSource;
  readonly load?: typeof loadMedia;
  readonly after?: (ms: number, act: () => void) => () => void;
}

const runsSchema = z.array(
  z.object({ key: z.string(), made: z.number().positive(), took: z.number().positive() }),
);

function afterTimeout(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}

/** Builds one editor: the place where stores, bridge and commands meet. */
export function createStudio(options: StudioOptions): Studio {
  const { bridge, text, kept, isMac, load = loadMedia, after = afterTimeout } = options;
  const messages = createMessagesStore();
  const project = createProjectStore();

  function report(error: unknown): ErrorData | null {
    const data = toErrorData(error);
    if (data.code === 'cancelled') return null;
    messages.say(data.message);
    messages.speak(data.message);
    messages.toast({ text: data.message, tone: 'error', error: data });
    return data;
  }

  const previews = createPreviewsStore({
    after,
    load: (id, signal) => {
      const kind = project.getState().project?.document.media[id]?.kind ?? 'video';
      return load(bridge.mediaUrl(id), kind, signal);
    },
    onLate: (_job, id) => {
      const name = project.getState().project?.document.media[id]?.name ?? '';
      const said = text('job.lateTake', { name });
      messages.say(said);
      messages.toast({ text: said, tone: 'error' });
    },
  });

  const workspace = recall(kept, 'workspace', z.enum(workspaces));
  const view = createViewStore({
    ...recall(kept, 'timeline', habitsSchema),
    ...(workspace === undefined ? {} : { workspace }),
  });

  const packId = recall(kept, 'pack', z.string());
  const keys = createKeysStore(kept);

  return {
    bridge,
    project,
    draft: createDraftStore(),
    selection: createSelectionStore(),
    transport: createTransportStore(),
    source: createSourceStore(),
    clipboard: createClipboardStore(),
    jobs: createJobsStore(),
    previews,
    packs: createPacksStore(),
    prompt: createPromptStore(packId === undefined ? {} : { packId }),
    storyboard: createStoryboardStore(kept),
    view,
    facts: createFactsStore(recall(kept, 'runs', runsSchema) ?? []),
    messages,
    question: createQuestionStore(),
    commands: createRegistry(commandTable, isMac, keys),
    keys,
    ids: options.ids ?? createIdSource(),
    kept,
    isMac,
    text,
    report,
  };
}
