import '../app/zod-without-eval.ts';
import '../styles/base.css';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { showApp } from '../app/show-app.tsx';
import { createBridge } from '../bridge/client.ts';
import { createFakeMain, type FakeMain } from '../bridge/fake.ts';
import type { Studio } from '../editor/studio.ts';
import { createFakeFilm } from './fake-film.ts';
import { ingestFile } from './fake-ingest.ts';

declare global {
  interface Window {
    /** For driving the page by hand or by a script. */
    dev?: { readonly studio: Studio; readonly main: FakeMain; readonly AppError: typeof AppError };
  }
}

// Shows the real window over a stand-in for main, in a plain browser page: for looking at states and for styling.
const urls = new Map<string, string>();
const root = document.getElementById('root');
if (root !== null) {
  const main = createFakeMain({
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    film: createFakeFilm((id, url) => urls.set(id, url)),
    ingest: (file, id) => {
      const url = URL.createObjectURL(file);
      urls.set(id, url);
      return ingestFile(file, id, url);
    },
  });
  const studio = showApp(root, createBridge(main, { mediaUrl: (id) => urls.get(id) ?? '' }));
  window.dev = { studio, main, AppError };
}
