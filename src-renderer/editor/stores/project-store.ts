import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventPayload, ProjectState } from '../../../src-shared/ipc/contract.ts';
import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import {
  committed,
  emptyHistory,
  redone,
  undone,
  type History,
} from '../../../src-shared/timeline/history.ts';

export type EditHistory = History<Timeline, readonly ClipId[]>;

export interface OpenProject {
  /** null until main has told what is open. */
  readonly project: ProjectState | null;
  readonly history: EditHistory;
  /** Edits since the last save. */
  readonly unsaved: boolean;
}

export interface HistoryMove {
  readonly label: string;
  readonly timeline: Timeline;
  readonly selection: readonly ClipId[] | undefined;
}

export interface ProjectStore extends StoreApi<OpenProject> {
  /** Another project, or the same one freshly read: nothing of the old one can be undone into it. */
  load(project: ProjectState): void;
  /** The same project after a save: its name or place may be new, its edits go on. */
  saved(project: ProjectState): void;
  /** One gesture. Answers false when it changed nothing. */
  commit(label: string, timeline: Timeline, selectionBefore: readonly ClipId[]): boolean;
  undo(): HistoryMove | undefined;
  redo(): HistoryMove | undefined;
  /** What main added to the library. It only grows, and is outside undo. */
  mergeLibrary(change: EventPayload<'library.changed'>): void;
}

export function createProjectStore(): ProjectStore {
  const store = createStore<OpenProject>()(() => ({
    project: null,
    history: emptyHistory(),
    unsaved: false,
  }));

  function withTimeline(project: ProjectState, timeline: Timeline): ProjectState {
    return { ...project, document: { ...project.document, timeline } };
  }

  function travel(step: typeof undone | typeof redone): HistoryMove | undefined {
    const { project, history } = store.getState();
    const taken = step(history);
    if (project === null || taken === undefined) return undefined;
    store.setState({
      project: withTimeline(project, taken.document),
      history: taken.history,
      unsaved: true,
    });
    return { label: taken.label, timeline: taken.document, selection: taken.selection };
  }

  return {
    ...store,
    load: (project) => store.setState({ project, history: emptyHistory(), unsaved: false }),
    saved(project) {
      const { project: before } = store.getState();
      if (before === null || before.document.id !== project.document.id) {
        store.setState({ project, history: emptyHistory(), unsaved: false });
        return;
      }
      store.setState({ project: withTimeline(project, before.document.timeline), unsaved: false });
    },
    commit(label, timeline, selectionBefore) {
      const { project, history } = store.getState();
      if (project === null) return false;
      const before = project.document.timeline;
      if (before === timeline) return false;
      store.setState({
        project: withTimeline(project, timeline),
        history: committed(history, { label, before, after: timeline, selectionBefore }),
        unsaved: true,
      });
      return true;
    },
    undo: () => travel(undone),
    redo: () => travel(redone),
    mergeLibrary({ media, results, bins }) {
      const { project } = store.getState();
      if (project === null) return;
      const merged = { ...project.document.media };
      for (const item of media) merged[item.id] = item;
      store.setState({
        project: {
          ...project,
          document: {
            ...project.document,
            media: merged,
            results: { ...project.document.results, ...results },
            ...(bins === undefined ? {} : { bins }),
          },
        },
      });
    },
  };
}
