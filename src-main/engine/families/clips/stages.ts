import type { InferenceSession } from 'onnxruntime-node';
import type { SessionNeeds } from '../../backends/session-options.ts';
import { createSession, runSession, type Feeds } from '../../packs/session.ts';

/** One graph of a pack while it is in use. */
export interface OpenGraph {
  /** @param outputs tensors to write to, by output name; absent: new ones of every output. */
  run(feeds: Feeds, outputs?: Feeds): Promise<InferenceSession.ReturnType>;
}

/** The graphs of a pack, in memory only as long as they are needed. */
export interface Stages<Role extends string> {
  /** The graph of a role, loaded if it is not. */
  open(role: Role): Promise<OpenGraph>;
  /** The stage that used these is over: where memory is scarce they go. */
  finished(...roles: readonly Role[]): Promise<void>;
  /** Gives these back even where memory is plenty; without any, all that are loaded. */
  release(...roles: readonly Role[]): Promise<void>;
}

export interface StagedGraph {
  readonly path: string;
  readonly needs: SessionNeeds;
}

/**
 * @param resident keep what was loaded for the next run: right where everything fits into memory at once.
 */
export function createStages<Role extends string>(
  graphs: Readonly<Partial<Record<Role, StagedGraph>>>,
  resident: boolean,
): Stages<Role> {
  const opened = new Map<Role, InferenceSession>();
  const close = async (role: Role): Promise<void> => {
    const session = opened.get(role);
    opened.delete(role);
    await session?.release();
  };
  return {
    async open(role) {
      let session = opened.get(role);
      if (session === undefined) {
        const graph = graphs[role];
        if (graph === undefined) throw new Error(`The pack has no ${role} graph.`);
        session = await createSession(role, graph.path, graph.needs);
        opened.set(role, session);
      }
      const ready = session;
      return { run: (feeds, outputs) => runSession(ready, role, feeds, outputs) };
    },
    async finished(...roles) {
      if (!resident) for (const role of roles) await close(role);
    },
    async release(...roles) {
      for (const role of roles.length > 0 ? roles : opened.keys()) await close(role);
    },
  };
}
