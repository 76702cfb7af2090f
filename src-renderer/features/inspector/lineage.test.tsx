// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, expect, it } from 'vitest';
import type { Media } from '../../../src-shared/project/schema.ts';
import { StudioProvider } from '../../app/studio-context.tsx';
import { testStudio } from '../../app/testing/test-studio.ts';
import type { Studio } from '../../editor/studio.ts';
import { createI18n } from '../../i18n/i18n.ts';
import { extendFootage } from './testing/extend-footage.ts';
import { Lineage } from './lineage.tsx';

afterEach(cleanup);

function show(studio: Studio, media: Media): void {
  cleanup();
  render(
    <I18nextProvider i18n={createI18n()}>
      <StudioProvider studio={studio}>
        <Lineage media={media} />
      </StudioProvider>
    </I18nextProvider>,
  );
}

/** Names under a heading. */
function under(heading: string): string[] {
  const part = screen.getByRole('heading', { name: heading }).parentElement;
  if (part === null) throw new Error(`There is nothing under “${heading}”.`);
  return within(part)
    .getAllByRole('button')
    .map((button) => button.textContent ?? '');
}

it('tells what a take goes on from, what was made of a clip, and where either is used', async () => {
  const test = await testStudio();
  const { studio } = test;
  const { footage, take } = await extendFootage(test, 'A red balloon rises');

  show(studio, take);
  expect(under('Goes on from')).toEqual(['Footage']);
  show(studio, footage);
  expect(under('Made of it')).toEqual([take.name]);
  act(() => void fireEvent.click(screen.getByRole('button', { name: take.name })));
  expect(studio.selection.getState().media).toBe(take.id);

  show(studio, take);
  studio.transport.seek(3);
  const [place] = under('Used once');
  act(() => void fireEvent.click(screen.getByRole('button', { name: place ?? '' })));
  expect(studio.transport.getState().frame).toBe(48);
  expect(studio.selection.getState().clips.size).toBe(1);
});
