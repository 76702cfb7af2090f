import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import type { i18n } from 'i18next';
import { useEffect } from 'react';
import { I18nextProvider } from 'react-i18next';
import type { Studio } from '../editor/studio.ts';
import { FilmProvider } from '../features/film/film-context.tsx';
import { Palette } from '../features/palette/palette.tsx';
import { RecentDialog } from '../features/recent/recent-dialog.tsx';
import { ShortcutsDialog } from '../features/shortcuts/shortcuts-dialog.tsx';
import { VersionsDialog } from '../features/versions/versions-dialog.tsx';
import { CommandBar } from './command-bar.tsx';
import { LiveRegion } from './live-region.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { startStudio } from './start-studio.ts';
import { StatusBar } from './status-bar.tsx';
import { StudioProvider } from './studio-context.tsx';
import { Toasts } from './toasts.tsx';
import { WorkspaceArea } from './workspace.tsx';
import styles from './shell.module.css';

/** A tooltip waits until the pointer rests; between neighbours it follows at once. */
const tooltipDelayMs = 500;

export function App({ studio, translations }: { readonly studio: Studio; readonly translations: i18n }) {
  useEffect(() => startStudio(studio, window), [studio]);
  return (
    <I18nextProvider i18n={translations}>
      <CSPProvider disableStyleElements>
        <StudioProvider studio={studio}>
          <Tooltip.Provider delay={tooltipDelayMs}>
            <FilmProvider>
              <div className={styles.shell}>
                <CommandBar />
                <WorkspaceArea />
                <StatusBar />
              </div>
            </FilmProvider>
            <Palette />
            <ShortcutsDialog />
            <RecentDialog />
            <VersionsDialog />
            <QuestionDialog />
            <Toasts />
            <LiveRegion />
          </Tooltip.Provider>
        </StudioProvider>
      </CSPProvider>
    </I18nextProvider>
  );
}
