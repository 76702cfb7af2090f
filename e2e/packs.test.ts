import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { z } from 'zod';
import { writeTinyPack } from '../src-main/engine/testing/tiny-pack.ts';
import { servePack } from '../src-main/pack-store/testing/pack-server.ts';
import { answerDialogs, editorOf } from './support/editor.ts';
import { launchStudio } from './support/studio.ts';

const verdictSchema = z.object({
  violations: z.array(z.object({ id: z.string(), help: z.string(), impact: z.string().nullish() })),
});

/** What axe finds serious or critical in the window as it stands. */
async function grave(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = '{ exclude: [["[data-base-ui-focus-guard]"]] }, { resultTypes: ["violations"] }';
  const { violations } = verdictSchema.parse(await page.evaluate<unknown>(`axe.run(${options})`));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help }) => `${id}: ${help}`);
}

async function folderOf(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-packs-'));
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function licensedPack(context: TestContext): Promise<string> {
  const pack = await writeTinyPack({
    files(files) {
      files['LICENSE.txt'] =
        'You may make films with this model, and be kind to whoever watches them.\n'.repeat(12);
      files['MODEL_CARD.md'] = '# Tiny\n\nA model of four small graphs that tests are made with.\n';
      files['weights.bin'] = Buffer.alloc(24 * 1024 * 1024, 7);
    },
    manifest(manifest) {
      manifest['licence'] = 'Tiny Community Licence 1.0';
      manifest['licenceText'] = { file: 'LICENSE.txt', mustAccept: true };
      manifest['description'] = 'Small moving colours, for tests.';
    },
  });
  context.onTestFinished(() => pack.remove());
  return pack.folder;
}

test('a model is installed from a folder, makes the next shot at once, and is removed again', async (context) => {
  const packs = join(await folderOf(context), 'packs');
  const from = await licensedPack(context);
  const studio = await launchStudio({ test: context, environment: { KINOLOOM_PACKS: packs } });
  const { page, app } = studio;
  const editor = editorOf(page);
  await editor.ready();
  await editor.press('Control+Alt+m');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Kinoloom Animatic').waitFor();
  await dialog.getByRole('button', { name: 'Details of “Kinoloom Animatic”' }).click();
  await dialog.getByRole('button', { name: 'Check files' }).click();
  await dialog.getByText('Verified').waitFor();
  expect(await grave(page)).toEqual([]);
  await studio.picture('models details');
  await dialog.getByRole('button', { name: 'Back to all models' }).click();

  await answerDialogs(app, { open: [from] });
  await dialog.getByRole('button', { name: 'Install from folder…' }).click();
  const install = dialog.getByRole('button', { name: 'Install', exact: true });
  // It says why it does nothing, and so can be pressed.
  await install.click({ force: true });
  await dialog.getByText('Read the licence and accept it first.').waitFor();
  expect(await readdir(packs).catch(() => [])).toEqual([]);
  expect(await grave(page)).toEqual([]);
  await studio.picture('models offer');
  await dialog.getByRole('checkbox', { name: /accept it/ }).check();
  await install.click();
  const row = dialog.getByRole('listitem').filter({ hasText: 'Tiny' });
  await row.getByText('Verified').waitFor();
  expect(await readdir(packs)).toHaveLength(1);
  expect(await grave(page)).toEqual([]);
  await studio.picture('models list');
  await dialog.getByRole('button', { name: 'Close' }).click();

  // Without a new start the prompt has it, and the engine makes a shot with it.
  await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption({ label: 'Tiny' });
  await studio.picture('models prompt');
  await editor.generate('a red ball rolls', { seconds: 1 });
  await editor.untilGenerated(0);
  const project = JSON.stringify(await page.evaluate<unknown>('window.kinoloom.call("project.current")'));
  expect(project).toContain('"pack":{"id":"tiny","version":"1.0.0"');

  await editor.command('Models…');
  await dialog.getByRole('button', { name: 'Details of “Tiny”' }).click();
  await dialog.getByRole('button', { name: 'Remove “Tiny”' }).click();
  const question = page.getByRole('alertdialog');
  await studio.picture('models remove');
  await question.getByRole('button', { name: 'Keep' }).click();
  expect(await readdir(packs)).toHaveLength(1);
  await dialog.getByRole('button', { name: 'Remove “Tiny”' }).click();
  await question.getByRole('button', { name: 'Remove' }).click();
  await row.waitFor({ state: 'detached' });
  expect(await readdir(packs)).toEqual([]);
});

test('a download is broken off, goes on after a new start, and what comes from elsewhere is refused', async (context) => {
  const home = await folderOf(context);
  const packs = join(home, 'packs');
  const userData = join(home, 'profile');
  await mkdir(userData);
  const server = await servePack(await licensedPack(context));
  context.onTestFinished(() => server.close());
  // The connection stays open in the middle of the weights: somebody has to break it off.
  server.answering = ({ name, range }, content, response) => {
    if (name !== 'weights.bin' || range !== undefined) return false;
    response.writeHead(200, { 'content-length': content.length, etag: server.etag });
    response.write(content.subarray(0, 8 * 1024 * 1024));
    return true;
  };
  const environment = { KINOLOOM_PACKS: packs };
  const first = await launchStudio({ test: context, environment, userData });
  const dialog = first.page.getByRole('dialog');
  await editorOf(first.page).ready();
  await editorOf(first.page).command('Models…');
  const address = dialog.getByRole('textbox', { name: 'Address of a model' });
  await address.fill('http://example.org/pack');
  await address.press('Enter');
  await dialog.getByText(/Packs come by https only/).waitFor();
  expect(await grave(first.page)).toEqual([]);
  await first.picture('models refused');
  await address.fill(server.url);
  await address.press('Enter');
  await dialog.getByRole('checkbox', { name: /accept it/ }).check();
  await dialog.getByRole('button', { name: 'Install', exact: true }).click();
  const task = dialog.getByRole('listitem').filter({ hasText: 'Tiny' });
  await task.getByText(/^[78](\.\d)? MB of 2\d MB$/).waitFor();
  expect(await grave(first.page)).toEqual([]);
  await first.picture('models installing');
  await task.getByRole('button', { name: 'Cancel installing “Tiny”' }).click();
  await task.getByText(/^Stopped at/).waitFor();
  await first.picture('models stopped');
  await first.close();
  expect((await readdir(packs)).filter((name) => name.startsWith('tiny'))).toEqual([]);

  const second = await launchStudio({ test: context, environment, userData });
  const again = second.page.getByRole('dialog');
  await editorOf(second.page).ready();
  await editorOf(second.page).command('Models…');
  const left = again.getByRole('listitem').filter({ hasText: 'Tiny' });
  await left.getByText(/^Stopped at/).waitFor();
  await second.picture('models unfinished');
  server.asked.length = 0;
  await left.getByRole('button', { name: 'Go on' }).click();
  await left.getByText('Verified').waitFor();
  const asked = server.asked.filter(({ name }) => name === 'weights.bin');
  expect(asked).toHaveLength(1);
  expect(asked[0]?.range).toMatch(/^bytes=[1-9]\d+-$/);
  expect((await readdir(packs)).filter((name) => name.startsWith('tiny'))).toHaveLength(1);
});
