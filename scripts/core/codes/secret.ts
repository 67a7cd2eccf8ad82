import type { CodeEntry } from './entry.ts';

/** Secrets where they do not belong: in files, build contexts and images. */
export const secretCodes = {
  'secret/in-context': {
    title: 'The build context would hold files that do not belong in an image',
    means:
      'Everything in the build context is sent to the engine and may end in a layer, where anyone who has the image can read it.',
    remedy: 'Add the pattern shown to .dockerignore.',
  },
  'secret/in-image': {
    title: 'An image holds a secret or a setting',
    means:
      'Whoever has the image can read its layers, variables and history. Settings belong into the ConfigMap, secrets into the Secret.',
    remedy: 'Remove it from the Dockerfile and build again.',
  },
  'secret/file': {
    title: 'A file that is a secret by its name is under version control',
    remedy: 'Take it out with `git rm --cached FILE`, name it in .gitignore, and replace what it holds.',
  },
  'secret/token': {
    title: 'A file holds the token of a service',
    remedy:
      'Withdraw the token and keep a new one in .env, which Git ignores; `git filter-repo --replace-text FILE` takes the old one out of the history.',
  },
  'secret/url-password': {
    title: 'A file holds a URL with its password',
    remedy:
      'Change the password and keep the new one in .env, which Git ignores; `git filter-repo --replace-text FILE` takes the old one out of the history.',
  },
  'secret/private-key': {
    title: 'A file holds a private key',
    remedy:
      'Replace the key and keep the new one out of the project; `git filter-repo --path FILE --invert-paths` takes the file out of the history.',
  },
  'secret/named-value': {
    title: 'A file holds a value that its key calls a secret',
    remedy:
      'Replace the value and keep the new one in .env, which Git ignores; `git filter-repo --replace-text FILE` takes the old one out of the history.',
  },
  'secret/encoded': {
    title: 'A manifest holds a secret; base64 hides nothing',
    remedy:
      'Replace the value and let deploy make the Secret from .env; `git filter-repo --replace-text FILE` takes the old one out of the history.',
  },
  'secret/in-manifest': {
    title: 'A rendered document holds a secret that nobody gave',
    remedy: 'Take it out of the template or the values, and give it in .env.',
  },
} as const satisfies Record<string, CodeEntry>;
