import type { ElectronApplication, Locator, Page } from 'playwright-core';

/** The editor window in a person's words: everything is found by role and name, nothing by markup. */
export interface Editor {
  readonly page: Page;
  /** The window is drawn and the project is open. */
  ready(): Promise<void>;
  /** The clips of the first video track, in order of time, by their spoken names. */
  clipNames(): Promise<readonly string[]>;
  clip(index: number): Locator;
  /** Writes a prompt and presses Generate; the placeholder stands when this returns. */
  generate(prompt: string, options?: { readonly seconds?: number; readonly draft?: boolean }): Promise<void>;
  /** Waits until the clip shows a finished take. */
  untilGenerated(index: number): Promise<void>;
  press(...keys: readonly string[]): Promise<void>;
  /** Runs a command by its name in the palette. */
  command(name: string): Promise<void>;
  timecode(): Promise<string>;
}

/** Longest a shot may take here: two slow cores, busy with other things. */
const patience = 120_000;

export function editorOf(page: Page): Editor {
  const clips = (): Locator =>
    page.getByRole('group', { name: /video track/ }).getByRole('button', { name: /, starts / });
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  return {
    page,
    async ready() {
      await page.getByRole('slider', { name: 'Playhead' }).waitFor();
      // The window is shown once it is drawn; before that there is nothing to take a picture of.
      await page.waitForFunction(() => document.visibilityState === 'visible' && window.innerWidth > 0);
    },
    clip: (index) => clips().nth(index),
    async clipNames() {
      const names: string[] = [];
      for (const one of await clips().all()) names.push((await one.getAttribute('aria-label')) ?? '');
      return names;
    },
    async generate(prompt, options = {}) {
      const before = await clips().count();
      await page.getByRole('tab', { name: 'Prompt' }).click();
      await page.getByRole('textbox', { name: 'What happens in the shot' }).fill(prompt);
      if (options.seconds !== undefined) {
        const field = page.getByRole('textbox', { name: 'Length' });
        await field.fill(String(options.seconds));
        await field.press('Tab');
      }
      if (options.draft === true) await page.getByRole('radio', { name: 'Draft' }).click();
      await page.getByTestId('generate').click();
      await clips().nth(before).waitFor({ timeout: 5000 });
    },
    async untilGenerated(index) {
      await page
        .getByRole('group', { name: /video track/ })
        .getByRole('button', { name: /, starts / })
        .nth(index)
        .and(page.getByRole('button', { name: /, Generated, / }))
        .waitFor({ timeout: patience });
    },
    press,
    async command(name) {
      await press('Control+k');
      const palette = page.getByRole('dialog', { name: 'Commands' });
      await palette.getByRole('combobox').fill(name);
      await palette.getByRole('option', { name }).first().click();
      await palette.waitFor({ state: 'hidden' });
    },
    async timecode() {
      return (await page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuetext')) ?? '';
    },
  };
}

/** Answers the system's dialogs from now on: the only thing of the app a test can't press. */
export async function answerDialogs(
  app: ElectronApplication,
  answers: { readonly open?: readonly string[]; readonly save?: string },
): Promise<void> {
  await app.evaluate(({ dialog }, { open, save }) => {
    if (open !== undefined) {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...open] });
    }
    if (save !== undefined) {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: save });
    }
  }, answers);
}
