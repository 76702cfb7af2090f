import type { PackSummary } from '../../../src-shared/ipc/packs.ts';
import type { OperationName } from '../../../src-shared/pack/schema.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { chosenPack } from '../../editor/chosen-pack.ts';
import { documentOf } from '../../editor/actions/commit.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import type { Studio } from '../../editor/studio.ts';

/** What every operation needs of the world. */
export interface Context {
  readonly document: ProjectDocument;
  readonly pack: PackSummary;
}

/** The open project and the model, or why an operation can't be asked for: no model, or one that can't do it. */
export function contextFor(studio: Studio, operation: OperationName): Context | Exclude<Refusal, string> {
  const because = (key: Parameters<Studio['text']>[0]) => ({ said: studio.text(key) });
  const { project } = studio.project.getState();
  const { packs } = studio.facts.getState();
  if (project === null || packs === undefined) return because('reason.starting');
  if (project.readOnly) return because('edit.readOnly');
  const pack = chosenPack(studio);
  if (pack === undefined) return because('generate.reason.noPack');
  const support = pack.operations[operation];
  if (support !== undefined && !support.native) return { said: support.reason };
  const document = documentOf(studio);
  return document === undefined ? because('reason.starting') : { document, pack };
}

/** Says in the status bar and aloud why nothing was done. */
export function sayWhyNot(studio: Studio, reason: Refusal): void {
  const said = typeof reason === 'string' ? studio.text(reason) : reason.said;
  studio.messages.say(said);
  studio.messages.speak(said);
}
