import { Notification, powerSaveBlocker } from 'electron';
import type { BrowserWindow } from 'electron';
import type { JobId } from '../../src-shared/lib/ids.ts';
import type { Surroundings } from '../jobs/queue-watch.ts';

/** Brings the window before the person, from wherever it was. */
export function bringForward(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/**
 * The real machine: taskbar, power manager, notifications of the system.
 *
 * @param onPicked somebody clicked the notice of this job; the window is before them by then
 */
export function systemSurroundings(window: BrowserWindow, onPicked: (job: JobId) => void): Surroundings {
  // Kept: one that nobody holds is collected, and its click with it.
  let shown: Notification | undefined;
  return {
    stayAwake() {
      const blocker = powerSaveBlocker.start('prevent-app-suspension');
      return () => {
        powerSaveBlocker.stop(blocker);
      };
    },
    showProgress(share) {
      if (!window.isDestroyed()) window.setProgressBar(share ?? -1);
    },
    isLookedAt: () => !window.isDestroyed() && window.isFocused(),
    notify({ jobId, title, text }) {
      if (!Notification.isSupported()) return;
      shown?.close();
      const notice = new Notification({ title, body: text });
      notice.on('click', () => {
        bringForward(window);
        onPicked(jobId);
      });
      shown = notice;
      notice.show();
    },
  };
}
