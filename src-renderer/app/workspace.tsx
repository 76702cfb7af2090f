import { useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { recall, remember } from '../editor/remembered.ts';
import type { Studio } from '../editor/studio.ts';
import type { Workspace } from '../editor/stores/view-store.ts';
import { firstLayouts, layoutName, layoutSchema, withPanelSize } from './layout.ts';
import type { Layout, MovablePanel } from './layout.ts';
import { PanelBoundary } from './panel-boundary.tsx';
import { PanelDivider } from './panel-divider.tsx';
import { RightPanel } from './right-panel.tsx';
import { useStudio } from './studio-context.tsx';
import styles from './workspace.module.css';

// Made once: a panel is not drawn again because another one changes its size.
const right = (
  <PanelBoundary>
    <RightPanel />
  </PanelBoundary>
);
/** What shows the project: `panels.tsx`, which is read behind the first drawing. */
export type Panels = Readonly<Record<'library' | 'monitors' | 'timeline', ReactNode>>;

interface Sizes extends CSSProperties {
  readonly '--left': string;
  readonly '--right': string;
  readonly '--timeline': string;
}

function sizesOf(layout: Layout): Sizes {
  return {
    '--left': `${layout.left}px`,
    '--right': `${layout.right}px`,
    '--timeline': `${layout.timeline}px`,
  };
}

function layoutOf({ kept }: Studio, workspace: Workspace): Layout {
  return recall(kept, layoutName(workspace), layoutSchema) ?? firstLayouts[workspace];
}

/**
 * The panels of the window: the prompt from the start, so that one can write at once, the others with what they show.
 * Workspaces move the same panels; nothing is mounted anew, so the picture never flashes.
 */
export function WorkspaceArea({ panels }: { readonly panels: Panels | null }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const area = useRef<HTMLElement>(null);
  const workspace = useStore(studio.view, (state) => state.workspace);
  const generation = useStore(studio.view, (state) => state.layoutGeneration);
  const [shown, setShown] = useState(() => ({
    workspace,
    generation,
    layout: layoutOf(studio, workspace),
  }));
  if (shown.workspace !== workspace || shown.generation !== generation) {
    const isReset = shown.generation !== generation;
    if (isReset) remember(studio.kept, layoutName(workspace), firstLayouts[workspace]);
    setShown({ workspace, generation, layout: layoutOf(studio, workspace) });
  }
  const { layout } = shown;

  function draw(next: Layout): void {
    for (const [name, value] of Object.entries(sizesOf(next))) area.current?.style.setProperty(name, value);
    area.current?.toggleAttribute('data-library-away', next.left === 0);
  }
  function keep(next: Layout): void {
    draw(next);
    remember(studio.kept, layoutName(workspace), next);
    setShown({ ...shown, layout: next });
  }
  function divider(panel: MovablePanel) {
    return (
      <PanelDivider
        panel={panel}
        name={t(`layout.${panel}`)}
        size={layout[panel]}
        onDraw={(pixels) => draw(withPanelSize(layout, panel, pixels))}
        onKeep={(pixels) => keep(withPanelSize(layout, panel, pixels ?? firstLayouts[workspace][panel]))}
      />
    );
  }

  return (
    <main
      ref={area}
      className={styles.workspace}
      style={sizesOf(layout)}
      data-library-away={layout.left === 0 ? '' : undefined}
    >
      <div className={styles.library}>{panels?.library}</div>
      {divider('left')}
      <div className={styles.place}>{panels?.monitors}</div>
      {divider('right')}
      <div className={styles.place}>{right}</div>
      {divider('timeline')}
      <div className={styles.timeline}>{panels?.timeline}</div>
    </main>
  );
}
