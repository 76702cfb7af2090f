// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { QuestionDialog } from '../../app/question-dialog.tsx';
import { StudioProvider } from '../../app/studio-context.tsx';
import { testStudio, type TestStudio } from '../../app/testing/test-studio.ts';
import { chosenPack } from '../../editor/chosen-pack.ts';
import { runCommand } from '../../editor/commands/registry.ts';
import { createI18n } from '../../i18n/i18n.ts';
import { ModelChoice } from './model-choice.tsx';
import { PacksDialog } from './packs-dialog.tsx';

afterEach(cleanup);

async function openDialog(): Promise<TestStudio> {
  const window = await testStudio();
  await act(async () => {
    render(
      <I18nextProvider i18n={createI18n()}>
        <StudioProvider studio={window.studio}>
          <ModelChoice />
          <PacksDialog />
          <QuestionDialog />
        </StudioProvider>
      </I18nextProvider>,
    );
    await runCommand(window.studio, 'view.packs');
    await window.step();
  });
  return window;
}

async function press(window: TestStudio, name: RegExp | string): Promise<void> {
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name }));
    await window.step();
  });
}

const dialog = () => screen.getByRole('dialog');
const rows = () => within(dialog()).getAllByRole('listitem');

/** Installs the model the stand-in offers, as far as the step before the last. */
async function install(window: TestStudio): Promise<void> {
  await press(window, 'Install from folder…');
  fireEvent.click(screen.getByRole('checkbox', { name: /accept it/ }));
  await press(window, 'Install');
}

it('installs nothing before the licence is accepted, and offers the model to the prompt at once', async () => {
  const window = await openDialog();
  expect(rows()).toHaveLength(1);
  await press(window, 'Install from folder…');
  expect(within(dialog()).getByText(/5.0 GB/)).toBeTruthy();
  expect(within(dialog()).getByText('Read the licence and accept it first.')).toBeTruthy();
  const installing = () => window.main.calls.filter(({ name }) => name === 'packs.install');
  await press(window, 'Install');
  expect(installing()).toEqual([]);
  fireEvent.click(screen.getByRole('checkbox', { name: /accept it/ }));
  await press(window, 'Install');
  expect(installing()).toMatchObject([{ input: { acceptLicence: true } }]);

  const shown = () => Number(within(dialog()).getByRole('progressbar').getAttribute('aria-valuenow'));
  const before = shown();
  await act(() => window.step());
  expect(shown()).toBeGreaterThan(before);
  await act(() => window.run(() => window.studio.facts.getState().packs?.length === 2));
  expect(rows().map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^Kinoloom Animatic.*Verified/),
    expect.stringMatching(/^Landscape 2\.1.*Verified/),
  ]);
  await press(window, 'Choose “Landscape” for the next shots');
  expect(chosenPack(window.studio)?.id).toBe('landscape');
  const options = within(document.body).getByRole('combobox', { name: 'Model', hidden: true });
  expect(options.textContent).toBe('Kinoloom AnimaticLandscape');
});

it('says how far a cancelled download came, and goes on with it', async () => {
  const window = await openDialog();
  await install(window);
  await act(() => window.step());
  await press(window, 'Cancel installing “Landscape”');
  await act(() => window.step());
  expect(within(dialog()).getByText(/Stopped at [\d.]+ GB of 5\.0 GB/)).toBeTruthy();
  await press(window, 'Go on');
  await act(() => window.run(() => window.studio.facts.getState().packs?.length === 2));
});

it('removes after asking alone, and the prompt falls back to what is there', async () => {
  const window = await openDialog();
  await install(window);
  await act(() => window.run(() => window.studio.facts.getState().packs?.length === 2));
  await press(window, 'Choose “Landscape” for the next shots');
  await press(window, 'Details of “Landscape”');
  expect(within(dialog()).getByText('Shots from words')).toBeTruthy();
  await press(window, 'Remove “Landscape”');
  await press(window, 'Keep');
  expect(window.main.calls.some(({ name }) => name === 'packs.remove')).toBe(false);
  await press(window, 'Remove “Landscape”');
  await press(window, 'Remove');
  expect(window.main.calls.at(-1)?.name).toMatch(/^packs\./);
  expect(rows()).toHaveLength(1);
  expect(chosenPack(window.studio)?.id).toBe('animatic');
});

it('says in the dialog why an address offers nothing', async () => {
  const window = await openDialog();
  window.main.failNext(
    'packs.offerAddress',
    new AppError('pack.download', 'Packs come by https only: on the way, anybody could change them.'),
  );
  fireEvent.change(screen.getByRole('textbox', { name: 'Address of a model' }), {
    target: { value: 'http://example.org/pack' },
  });
  await press(window, 'Look at it');
  expect(screen.getByRole('alert').textContent).toContain('https only');
});
