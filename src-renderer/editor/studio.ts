import type { ErrorData } from '../../src-shared/errors/app-error.ts';
import type { Bridge } from '../bridge/bridge.ts';
import type { Translate } from '../i18n/i18n.ts';
import type { CommandRegistry } from './commands/registry.ts';
import type { IdSource } from './new-id.ts';
import type { KeptText } from './remembered.ts';
import type { ClipboardStore } from './stores/clipboard-store.ts';
import type { DraftStore } from './stores/draft-store.ts';
import type { FactsStore } from './stores/facts-store.ts';
import type { JobsStore } from './stores/jobs-store.ts';
import type { KeysStore } from './stores/keys-store.ts';
import type { MessagesStore } from './stores/messages-store.ts';
import type { PacksStore } from './stores/packs-store.ts';
import type { PreviewsStore } from './stores/previews-store.ts';
import type { ProjectStore } from './stores/project-store.ts';
import type { PromptStore } from './stores/prompt-store.ts';
import type { QuestionStore } from './stores/question-store.ts';
import type { SelectionStore } from './stores/selection-store.ts';
import type { SourceStore } from './stores/source-store.ts';
import type { StoryboardStore } from './stores/storyboard-store.ts';
import type { TransportStore } from './stores/transport-store.ts';
import type { ViewStore } from './stores/view-store.ts';

/** One open editor: its stores and what they need of the world. Built by `app/create-studio.ts`, once per window or test. */
export interface Studio {
  readonly bridge: Bridge;
  readonly project: ProjectStore;
  /** What a gesture would make of the timeline. */
  readonly draft: DraftStore;
  readonly selection: SelectionStore;
  readonly transport: TransportStore;
  /** The source monitor: what it shows, its marks, its own playhead. */
  readonly source: SourceStore;
  readonly clipboard: ClipboardStore;
  readonly jobs: JobsStore;
  readonly previews: PreviewsStore;
  readonly prompt: PromptStore;
  /** The list of shots that is being written. */
  readonly storyboard: StoryboardStore;
  readonly view: ViewStore;
  readonly facts: FactsStore;
  /** The pack manager. */
  readonly packs: PacksStore;
  readonly messages: MessagesStore;
  readonly question: QuestionStore;
  readonly commands: CommandRegistry;
  /** Which keys run which command. */
  readonly keys: KeysStore;
  readonly ids: IdSource;
  readonly kept: KeptText;
  readonly isMac: boolean;
  readonly text: Translate;
  /** Shows a failure: one sentence, its hint, and details to copy. Cancellation shows nothing. */
  report(error: unknown): ErrorData | null;
}
