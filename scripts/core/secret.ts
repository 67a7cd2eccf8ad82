import { inspect } from 'node:util';

/** A value that prints as `***` wherever it is printed; `reveal` gives it to the one place that needs it. */
export type Secret = {
  readonly reveal: () => string;
  readonly toString: () => string;
  readonly toJSON: () => string;
};

/** A secret around a text. */
export const secret = (value: string): Secret => {
  const hidden = () => '***';
  return Object.freeze({ reveal: () => value, toString: hidden, toJSON: hidden, [inspect.custom]: hidden });
};
