/**
 * Undo as references: an entry keeps the whole document before and after a gesture, which costs nothing because edits
 * share what they did not touch; so nothing is ever forgotten while the project is open. What is outside the document
 * (library, results of jobs) is outside undo.
 */
export interface HistoryEntry<Document, Selection> {
  /** Names the step in the menu: "Undo trim clip". */
  readonly label: string;
  readonly before: Document;
  readonly after: Document;
  readonly selectionBefore: Selection;
}

export interface History<Document, Selection> {
  /** Oldest first. */
  readonly past: readonly HistoryEntry<Document, Selection>[];
  /** Next to redo last. */
  readonly future: readonly HistoryEntry<Document, Selection>[];
}

export function emptyHistory<Document, Selection>(): History<Document, Selection> {
  return { past: [], future: [] };
}

/**
 * One entry per gesture: call it when the gesture ends. A gesture that changed nothing leaves no entry and keeps what can
 * be redone; so does a change of selection, which never comes here.
 */
export function committed<Document, Selection>(
  history: History<Document, Selection>,
  entry: HistoryEntry<Document, Selection>,
): History<Document, Selection> {
  if (entry.before === entry.after) return history;
  return { past: [...history.past, entry], future: [] };
}

export interface HistoryStep<Document, Selection> {
  readonly history: History<Document, Selection>;
  readonly document: Document;
  readonly label: string;
  /** On undo what was selected before the gesture; on redo undefined: the selection stays as it is. */
  readonly selection: Selection | undefined;
}

/** undefined = nothing to undo. */
export function undone<Document, Selection>(
  history: History<Document, Selection>,
): HistoryStep<Document, Selection> | undefined {
  const entry = history.past.at(-1);
  if (entry === undefined) return undefined;
  return {
    history: { past: history.past.slice(0, -1), future: [...history.future, entry] },
    document: entry.before,
    label: entry.label,
    selection: entry.selectionBefore,
  };
}

/** undefined = nothing to redo. */
export function redone<Document, Selection>(
  history: History<Document, Selection>,
): HistoryStep<Document, Selection> | undefined {
  const entry = history.future.at(-1);
  if (entry === undefined) return undefined;
  return {
    history: { past: [...history.past, entry], future: history.future.slice(0, -1) },
    document: entry.after,
    label: entry.label,
    selection: undefined,
  };
}
