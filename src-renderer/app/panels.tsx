import { LibraryPanel } from '../features/library/library-panel.tsx';
import { TimelinePanel } from '../features/timeline/timeline-panel.tsx';
import { Monitors } from '../features/viewer/monitors.tsx';
import { PanelBoundary } from './panel-boundary.tsx';

// What shows the project. Made once: a panel is not drawn again because another one changes its size.
export const library = (
  <PanelBoundary>
    <LibraryPanel />
  </PanelBoundary>
);
export const monitors = (
  <PanelBoundary>
    <Monitors />
  </PanelBoundary>
);
export const timeline = (
  <PanelBoundary>
    <TimelinePanel />
  </PanelBoundary>
);
