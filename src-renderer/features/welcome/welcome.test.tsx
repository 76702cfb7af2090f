// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, expect, it } from 'vitest';
import { StudioProvider } from '../../app/studio-context.tsx';
import { testStudio, type TestStudio } from '../../app/testing/test-studio.ts';
import { createI18n } from '../../i18n/i18n.ts';
import { ViewerOverlay } from '../viewer/viewer-overlay.tsx';

afterEach(cleanup);

async function emptyViewer(options: Parameters<typeof testStudio>[0]): Promise<TestStudio> {
  const window = await testStudio(options);
  await act(async () => {
    render(
      <I18nextProvider i18n={createI18n()}>
        <StudioProvider studio={window.studio}>
          <ViewerOverlay />
        </StudioProvider>
      </I18nextProvider>,
    );
    await window.step();
  });
  return window;
}

const welcome = () => screen.queryByRole('region', { name: 'Welcome to Kinoloom' });

it('makes the first shot from an example the model understands', async () => {
  const window = await emptyViewer({ recent: [] });
  expect(welcome()?.textContent).toContain('The model Kinoloom Animatic is installed and ready.');
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Make an example shot' }));
    await window.step();
  });
  const prompt = 'A red balloon rises over a meadow at sunset';
  expect(window.main.calls).toContainEqual({
    name: 'jobs.generate',
    input: expect.objectContaining({ request: expect.objectContaining({ prompt }) }),
  });
  expect(window.studio.prompt.getState().prompt).toBe(prompt);
  expect(welcome()).toBeNull();
});

it('is not for somebody who has a project already', async () => {
  await emptyViewer(undefined);
  expect(welcome()).toBeNull();
});

it('says so where there is no model, and offers what works without one', async () => {
  const window = await emptyViewer({ recent: [] });
  act(() => window.studio.facts.setState({ packs: [] }));
  expect(welcome()?.textContent).toContain('No model is installed.');
  expect(screen.queryByRole('button', { name: 'Make an example shot' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Open project…' })).toBeTruthy();
});
