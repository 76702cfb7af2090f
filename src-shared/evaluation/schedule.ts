/** A piece of work of one section. */
export interface Task {
  readonly section: string;
  readonly run: () => Promise<void>;
}

/** Where in its share of the time a task stands: rather early, so that a lone long task is not the one that is missing. */
const early = 0.25;

/**
 * Mixes the sections evenly: whenever the work is stopped, every section has had about the same share of its tasks.
 *
 * @param sections tasks of each section in their own order, which is kept
 */
export function interleaved(sections: readonly (readonly Task[])[]): Task[] {
  return sections
    .flatMap((tasks, section) =>
      tasks.map((task, index) => ({ task, section, at: (index + early) / tasks.length })),
    )
    .sort((a, b) => a.at - b.at || a.section - b.section)
    .map(({ task }) => task);
}
