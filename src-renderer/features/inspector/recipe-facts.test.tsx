// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, expect, it } from 'vitest';
import type { Recipe } from '../../../src-shared/generation/recipe.ts';
import { StudioProvider } from '../../app/studio-context.tsx';
import { testStudio } from '../../app/testing/test-studio.ts';
import { createI18n } from '../../i18n/i18n.ts';
import { extendFootage } from './testing/extend-footage.ts';
import { RecipeFacts } from './recipe-facts.tsx';

afterEach(cleanup);

it('tells how a take was made, and that its model can’t draw what it was given', async () => {
  const test = await testStudio();
  const { studio } = test;
  const { recipe } = await extendFootage(test, 'A red balloon rises');

  const show = (likeness: number | undefined): void => {
    cleanup();
    const shown: Recipe = {
      ...recipe,
      matching: {
        joins: [{ index: 1, gain: [1, 1, 1], offset: [0, 0, 0], sharpen: 0, likeness }],
        grain: 0,
      },
    };
    render(
      <I18nextProvider i18n={createI18n()}>
        <StudioProvider studio={studio}>
          <RecipeFacts recipe={shown} />
        </StudioProvider>
      </I18nextProvider>,
    );
  };
  show(0.96);
  expect(screen.getByText('A red balloon rises')).toBeTruthy();
  expect(screen.queryByText(/can’t draw what it was given/)).toBeNull();
  show(undefined);
  expect(screen.queryByText(/can’t draw what it was given/)).toBeNull();
  show(0.7);
  expect(screen.getByText(/can’t draw what it was given/)).toBeTruthy();
});
