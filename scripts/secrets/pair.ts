import { namedIn } from './named.ts';
import { namesSecret } from './names.ts';
import { isReference } from './placeholder.ts';
import { providersIn } from './providers.ts';
import { shapesIn } from './shapes.ts';

/**
 * What a setting holds that must not be read by everyone, in words; undefined when it holds nothing of the kind. Here a
 * setting is in use, so a key that names a secret may have no value, and a password in a URL is one however short it is.
 */
export const secretIn = async (key: string, value: string): Promise<string | undefined> =>
  namesSecret(key) && value !== '' && !isReference(value) ? 'a secret by its name' : secretInText(value);

/** What a text that is in use holds of the kind: the value of a setting, or a command as the history of an image has it. */
export const secretInText = async (text: string): Promise<string | undefined> => {
  const leaks = [...(await providersIn(text)), ...shapesIn(text, 'deployed'), ...namedIn('Dockerfile', text)];
  return leaks[0]?.what;
};
