// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { I18nextProvider } from 'react-i18next';
import { StudioProvider } from '../../app/studio-context.tsx';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import { markHere } from '../../editor/actions/marks.ts';
import { addToTimeline } from '../../editor/actions/place.ts';
import { createI18n } from '../../i18n/i18n.ts';
import { Export } from './export.tsx';
import type { Wishes } from './wishes.ts';

afterEach(cleanup);

async function panel(range: Wishes['range'] = 'all') {
  const test = await testStudio();
  const wishes = { preset: 'mp4-h264' as const, range };
  await act(async () => {
    render(
      <I18nextProvider i18n={createI18n()}>
        <StudioProvider studio={test.studio}>
          <Export wishes={wishes} onRange={() => undefined} />
        </StudioProvider>
      </I18nextProvider>,
    );
    await test.step();
  });
  return test;
}
const isBlocked = () => screen.getByTestId('export').getAttribute('aria-disabled') === 'true';

it('says that there is nothing, and lets go when there is something', async () => {
  const { studio, main } = await panel();
  expect(isBlocked()).toBe(true);
  screen.getByText('The timeline is empty.');
  act(() => {
    main.addMedia([testMedia()]);
    addToTimeline(studio, testMedia().id);
  });
  expect(isBlocked()).toBe(false);
  screen.getByText(/00:00:02:00/);
});

it('says that a file is missing, in words that go with the button', async () => {
  const { studio, main } = await panel();
  act(() => {
    main.addMedia([testMedia()]);
    addToTimeline(studio, testMedia().id);
    studio.facts.setState({ offline: new Map([[testMedia().id, 'missing']]) });
  });
  expect(isBlocked()).toBe(true);
  const why = document.getElementById(screen.getByTestId('export').getAttribute('aria-describedby') ?? '');
  expect(why?.textContent).toMatch(/^The file of “Shot(\.mp4)?” is missing\./);
  act(() => studio.facts.setState({ offline: new Map([[testMedia().id, 'changed']]) }));
  expect(isBlocked(), 'a changed file is delivered as it is').toBe(false);
});

it('asks for files again where one was missing and may have come back', async () => {
  const test = await panel();
  const { studio, main } = test;
  act(() => {
    main.addMedia([testMedia()]);
    addToTimeline(studio, testMedia().id);
    studio.facts.setState({ offline: new Map([[testMedia().id, 'missing']]) });
  });
  await act(async () => {
    fireEvent.click(screen.getByTestId('export'));
    await test.step();
  });
  expect(isBlocked()).toBe(false);
});

it('tells an unmarked range from an empty one', async () => {
  const { studio, main } = await panel('marked');
  screen.getByText('Mark an in or an out point first.');
  act(() => {
    main.addMedia([testMedia()]);
    addToTimeline(studio, testMedia().id);
    studio.transport.seek(100);
    markHere(studio, 'in');
    studio.transport.seek(120);
    markHere(studio, 'out');
  });
  screen.getByText('Nothing is seen or heard in the marked range.');
  expect(isBlocked()).toBe(true);
});
