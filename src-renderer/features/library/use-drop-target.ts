import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { dropTargetForExternal } from '@atlaskit/pragmatic-drag-and-drop/adapter/drop-target-for-external';
import { containsFiles } from '@atlaskit/pragmatic-drag-and-drop/utils/contains-files';
import { getFiles } from '@atlaskit/pragmatic-drag-and-drop/utils/get-files';
import { useEffect, type RefObject } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import type { Studio } from '../../editor/studio.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { kindOfType, payloadOfData, type DroppedKind, type DropPayload } from './drop-payload.ts';

export interface Verdict {
  readonly accepted: boolean;
  /** Names the result, or why there is none. */
  readonly text: MessageKey;
}

export interface DropPoint {
  readonly clientX: number;
  readonly clientY: number;
  readonly overwrite: boolean;
}

export interface DropRules {
  /** null = this place has nothing to say about it. */
  verdict(payload: DropPayload, studio: Studio, point: DropPoint): Verdict | null;
  drop(payload: DropPayload, studio: Studio, point: DropPoint): void | Promise<void>;
}

interface InputLike {
  readonly clientX: number;
  readonly clientY: number;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

interface TargetRecord {
  readonly element: Element;
}

function pointOf(input: InputLike): DropPoint {
  return { clientX: input.clientX, clientY: input.clientY, overwrite: input.ctrlKey || input.metaKey };
}

/** Drops from the library and from the system behave the same. The innermost target alone speaks and takes. */
export function useDropTarget(
  ref: RefObject<HTMLElement | null>,
  rules: DropRules,
  onVerdict: (verdict: Verdict | null, payload: DropPayload | null, point: DropPoint | null) => void,
): void {
  const studio = useStudio();
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;

    function isInnermost(targets: readonly TargetRecord[]): boolean {
      return targets[0]?.element === element;
    }
    function show(payload: DropPayload | null, targets: readonly TargetRecord[], input: InputLike): void {
      if (payload === null || !isInnermost(targets)) onVerdict(null, null, null);
      else onVerdict(rules.verdict(payload, studio, pointOf(input)), payload, pointOf(input));
    }
    function take(payload: DropPayload | null, targets: readonly TargetRecord[], input: InputLike): void {
      onVerdict(null, null, null);
      if (payload === null || !isInnermost(targets)) return;
      const verdict = rules.verdict(payload, studio, pointOf(input));
      if (verdict === null) return;
      if (!verdict.accepted) {
        studio.messages.refuse(studio.text(verdict.text));
        return;
      }
      void Promise.resolve(rules.drop(payload, studio, pointOf(input))).catch((error: unknown) =>
        studio.report(error),
      );
    }
    // What a drag from the system holds can be read only while the browser's own events are handled.
    let kinds: readonly DroppedKind[] = [];
    const abort = new AbortController();
    const readKinds = (event: DragEvent): void => {
      const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
      if (items.length > 0) kinds = items.map(({ type }) => kindOfType(type));
    };
    window.addEventListener('dragenter', readKinds, { capture: true, signal: abort.signal });

    function ofSystem(files: readonly File[]): DropPayload {
      return {
        from: 'system',
        kinds: files.length > 0 ? files.map(({ type }) => kindOfType(type)) : kinds,
        files,
      };
    }

    return combine(
      () => abort.abort(),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => payloadOfData(source.data) !== null,
        onDrag: ({ source, location }) =>
          show(payloadOfData(source.data), location.current.dropTargets, location.current.input),
        onDropTargetChange: ({ source, location }) =>
          show(payloadOfData(source.data), location.current.dropTargets, location.current.input),
        onDrop: ({ source, location }) =>
          take(payloadOfData(source.data), location.current.dropTargets, location.current.input),
      }),
      dropTargetForExternal({
        element,
        canDrop: containsFiles,
        onDrag: ({ location }) => show(ofSystem([]), location.current.dropTargets, location.current.input),
        onDropTargetChange: ({ location }) =>
          show(ofSystem([]), location.current.dropTargets, location.current.input),
        onDrop: ({ source, location }) =>
          take(ofSystem(getFiles({ source })), location.current.dropTargets, location.current.input),
      }),
    );
  }, [ref, rules, onVerdict, studio]);
}
