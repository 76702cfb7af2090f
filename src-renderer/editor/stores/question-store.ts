import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Answer {
  readonly id: string;
  readonly label: string;
  readonly tone?: 'primary' | 'danger' | 'normal';
}

export interface Question {
  readonly title: string;
  readonly text: string;
  /** The first is what Enter and Escape choose: the one that loses nothing. */
  readonly answers: readonly [Answer, ...Answer[]];
}

export interface QuestionState {
  readonly open: (Question & { readonly answer: (id: string) => void }) | null;
}

export interface QuestionStore extends StoreApi<QuestionState> {
  /** Asks and resolves to the id of the chosen answer; closing the dialog chooses the first. */
  ask(question: Question): Promise<string>;
}

export function createQuestionStore(): QuestionStore {
  const store = createStore<QuestionState>()(() => ({ open: null }));
  return {
    ...store,
    ask(question) {
      // A second question answers the first with its safe answer, so that nothing waits for ever.
      store.getState().open?.answer(question.answers[0].id);
      return new Promise((resolve) => {
        store.setState({
          open: {
            ...question,
            answer(id) {
              store.setState({ open: null });
              resolve(id);
            },
          },
        });
      });
    },
  };
}
