import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { editorOf, type Editor } from './editor.ts';
import { launchStudio, type Studio, type StudioOptions } from './studio.ts';

/** Where a test may put a project: a folder of its own, gone when the test has ended and its windows are closed. */
export async function filmFolder(context: TestContext): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'kinoloom-film-'));
  context.onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  return join(scratch, 'Film.kinoloom');
}

export interface OpenFilm {
  readonly studio: Studio;
  readonly page: Page;
  readonly editor: Editor;
  /** A clip of the footage by its number, as it is spoken of. */
  readonly clip: (number: number) => Locator;
}

/** The project of a folder in the real window, ready to be cut. */
export async function openFilm(
  context: TestContext,
  folder: string,
  options: Pick<StudioOptions, 'userData' | 'environment'> = {},
): Promise<OpenFilm> {
  const studio = await launchStudio({ ...options, test: context, args: [folder] });
  const { page } = studio;
  const editor = editorOf(page);
  await editor.ready();
  await page.getByRole('radio', { name: 'Edit' }).click();
  return {
    studio,
    page,
    editor,
    clip: (number) => page.getByRole('button', { name: new RegExp(`^harbour ${number}, `) }),
  };
}
