import { namedIn } from './named.ts';
import { namesSecret } from './names.ts';
import { isReference } from './placeholder.ts';
import { shapesIn } from './shapes.ts';

/**
 * What a setting holds that must not be read by everyone, in words; undefined when it holds nothing of the kind. Here a
 * setting is in use, so a key that names a secret may have no value, and a password in a URL is one however short it is.
 */
export const secretIn = (key: string, value: string): string | undefined => {
  if (namesSecret(key) && value !== '' && !isReference(value)) return 'a secret by its name';
  return secretInText(value);
};

/** What a text that is in use holds of the kind: the value of a setting, or a command as the history of an image has it. */
export const secretInText = (text: string): string | undefined =>
  shapesIn(text, 'deployed')[0]?.what ?? namedIn('Dockerfile', text)[0]?.what;
