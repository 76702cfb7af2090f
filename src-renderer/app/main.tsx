import './zod-without-eval.ts';
import '../styles/base.css';
import type { PreloadSurface } from '../../src-shared/ipc/contract.ts';
import { createBridge } from '../bridge/client.ts';
import { createI18n, translateWith } from '../i18n/i18n.ts';
import { showApp } from './show-app.tsx';

declare global {
  interface Window {
    /** Put there by the preload; absent in a plain browser page. */
    readonly kinoloom?: PreloadSurface;
  }
}

const root = document.getElementById('root');
if (root !== null) {
  if (window.kinoloom === undefined) {
    // Opened outside the program: say so instead of showing an empty page.
    root.textContent = translateWith(createI18n())('error.outside');
  } else {
    showApp(
      root,
      createBridge(window.kinoloom, {
        onBadEvent: (name, reason) => console.warn('An event did not fit the contract', name, reason),
      }),
    );
  }
}
