import { preventUnhandled } from '@atlaskit/pragmatic-drag-and-drop/prevent-unhandled';
import { monitorForExternal } from '@atlaskit/pragmatic-drag-and-drop/adapter/monitor-for-external';
import { createRoot } from 'react-dom/client';
import type { Bridge } from '../bridge/bridge.ts';
import { createLocalKeptText } from '../editor/remembered.ts';
import type { Studio } from '../editor/studio.ts';
import { createI18n, translateWith } from '../i18n/i18n.ts';
import { App } from './app.tsx';
import { createStudio } from './create-studio.ts';
import { fillStudio, followStudio } from './start-studio.ts';

/** Builds the editor over a bridge and draws it: the prompt at once, what shows the project when that is there. */
export function showApp(root: HTMLElement, bridge: Bridge): Studio {
  const translations = createI18n();
  const studio = createStudio({
    bridge,
    text: translateWith(translations),
    kept: createLocalKeptText(window.localStorage),
    isMac: navigator.userAgent.includes('Macintosh'),
  });
  // Events first, so that none is missed.
  followStudio(studio, window);
  createRoot(root).render(<App studio={studio} translations={translations} filled={fillStudio(studio)} />);
  // A file dropped beside every zone must not make the window navigate to it.
  monitorForExternal({
    onDragStart: () => preventUnhandled.start(),
    onDrop: () => preventUnhandled.stop(),
  });
  return studio;
}
