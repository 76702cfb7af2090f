import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Group, Panel as Sized, Separator, usePanelRef } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { recall, remember } from '../editor/remembered.ts';
import { LibraryPanel } from '../features/library/library-panel.tsx';
import { TimelinePanel } from '../features/timeline/timeline-panel.tsx';
import { Monitors } from '../features/viewer/monitors.tsx';
import { classNames } from '../ui/class-names.ts';
import { firstLayouts, layoutName, layoutSchema, panelLimits, type Layout } from './layout.ts';
import { PanelBoundary } from './panel-boundary.tsx';
import { RightPanel } from './right-panel.tsx';
import { useStudio } from './studio-context.tsx';
import styles from './shell.module.css';

/** The panels of the window. Workspaces move the same panels; nothing is mounted anew, so the picture never flashes. */
export function WorkspaceArea() {
  const studio = useStudio();
  const { t } = useTranslation();
  const left = usePanelRef();
  const right = usePanelRef();
  const timeline = usePanelRef();
  const workspace = useStore(studio.view, (state) => state.workspace);
  const generation = useStore(studio.view, (state) => state.layoutGeneration);
  const seenGeneration = useRef(generation);

  useEffect(() => {
    const reset = seenGeneration.current !== generation;
    seenGeneration.current = generation;
    const kept = reset ? undefined : recall(studio.kept, layoutName(workspace), layoutSchema);
    const sizes = kept ?? firstLayouts[workspace];
    if (reset) remember(studio.kept, layoutName(workspace), sizes);
    if (sizes.left === 0) left.current?.collapse();
    else left.current?.resize(sizes.left);
    right.current?.resize(sizes.right);
    timeline.current?.resize(sizes.timeline);
  }, [studio, workspace, generation, left, right, timeline]);

  function keep(byPerson: boolean): void {
    if (!byPerson) return;
    const sizes: Layout = {
      left: left.current?.getSize().inPixels ?? 0,
      right: right.current?.getSize().inPixels ?? 0,
      timeline: timeline.current?.getSize().inPixels ?? 0,
    };
    remember(studio.kept, layoutName(studio.view.getState().workspace), sizes);
  }

  const first = firstLayouts[workspace];
  return (
    <main className={styles.workspace}>
      <Group
        orientation="vertical"
        id="rows"
        onLayoutChanged={(_layout, { isUserInteraction }) => keep(isUserInteraction)}
      >
        <Sized id="upper" minSize={260}>
          <Group
            orientation="horizontal"
            id="columns"
            onLayoutChanged={(_layout, { isUserInteraction }) => keep(isUserInteraction)}
          >
            <Sized
              id="left"
              panelRef={left}
              defaultSize={first.left}
              minSize={panelLimits.left.min}
              maxSize={panelLimits.left.max}
              collapsible
              collapsedSize={0}
              groupResizeBehavior="preserve-pixel-size"
            >
              <PanelBoundary>
                <LibraryPanel />
              </PanelBoundary>
            </Sized>
            <Separator
              className={classNames(styles.divider, styles.columnDivider)}
              aria-label={t('layout.left')}
            />
            <Sized id="centre" minSize={420}>
              <PanelBoundary>
                <Monitors />
              </PanelBoundary>
            </Sized>
            <Separator
              className={classNames(styles.divider, styles.columnDivider)}
              aria-label={t('layout.right')}
            />
            <Sized
              id="right"
              panelRef={right}
              defaultSize={first.right}
              minSize={panelLimits.right.min}
              maxSize={panelLimits.right.max}
              groupResizeBehavior="preserve-pixel-size"
            >
              <PanelBoundary>
                <RightPanel />
              </PanelBoundary>
            </Sized>
          </Group>
        </Sized>
        <Separator
          className={classNames(styles.divider, styles.rowDivider)}
          aria-label={t('layout.timeline')}
        />
        <Sized
          id="timeline"
          panelRef={timeline}
          defaultSize={first.timeline}
          minSize={panelLimits.timeline.min}
          maxSize={panelLimits.timeline.max}
          groupResizeBehavior="preserve-pixel-size"
        >
          <PanelBoundary>
            <TimelinePanel />
          </PanelBoundary>
        </Sized>
      </Group>
    </main>
  );
}
