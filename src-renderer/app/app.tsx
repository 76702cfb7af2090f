import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import type { i18n } from 'i18next';
import { lazy, startTransition, Suspense, useEffect, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import type { Studio } from '../editor/studio.ts';
import { FilmProvider } from '../features/film/film-context.tsx';
import { CommandBar } from './command-bar.tsx';
import { LiveRegion } from './live-region.tsx';
import { keepMenus } from './menu-plan.ts';
import { StatusBar } from './status-bar.tsx';
import { StudioProvider } from './studio-context.tsx';
import { Toasts } from './toasts.tsx';
import { useDrawn } from './use-drawn.ts';
import { WorkspaceArea, type Panels } from './workspace.tsx';
import styles from './shell.module.css';

/** Asked for after the first drawing, which never needs them. */
const Dialogs = lazy(async () => ({ default: (await import('./dialogs.tsx')).Dialogs }));

/** A tooltip waits until the pointer rests; between neighbours it follows at once. */
const tooltipDelayMs = 500;

export interface AppProps {
  readonly studio: Studio;
  readonly translations: i18n;
  /** Fulfilled when what the panels show is there. */
  readonly filled: Promise<void>;
}

export function App({ studio, translations, filled }: AppProps) {
  const drawn = useDrawn();
  const [panels, setPanels] = useState<Panels | null>(null);
  useEffect(() => {
    if (!drawn) return;
    // What is typed meanwhile comes first.
    void Promise.all([import('./panels.tsx'), filled]).then(([all]) => startTransition(() => setPanels(all)));
  }, [drawn, filled]);
  useEffect(() => (drawn ? keepMenus(studio) : undefined), [studio, drawn]);
  return (
    <I18nextProvider i18n={translations}>
      <CSPProvider disableStyleElements>
        <StudioProvider studio={studio}>
          <Tooltip.Provider delay={tooltipDelayMs}>
            <FilmProvider>
              <div className={styles.shell}>
                <CommandBar />
                <WorkspaceArea panels={panels} />
                <StatusBar />
              </div>
            </FilmProvider>
            <Toasts />
            <LiveRegion />
            <Suspense>{drawn ? <Dialogs /> : null}</Suspense>
          </Tooltip.Provider>
        </StudioProvider>
      </CSPProvider>
    </I18nextProvider>
  );
}
