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
    means:
      'What is under version control goes to everyone who clones it, and stays in the history after it was deleted. Files such as .env and id_rsa hold secrets by their purpose.',
    remedy: 'Take it out with `git rm --cached FILE`, name it in .gitignore, and replace what it holds.',
  },
  'secret/token': {
    title: 'A file holds the token of a service',
    means:
      'Whoever can read the project can use the token until it is withdrawn, and public repositories are searched for tokens all the time. Taking it out of the file leaves it in the history.',
    remedy:
      'Withdraw the token and keep a new one in .env, which Git ignores; `git filter-repo --replace-text FILE` takes the old one out of the history.',
  },
  'secret/url-password': {
    title: 'A file holds a URL with its password',
    means:
      'Whoever can read the file can open the database or service behind the URL. URLs are also copied into logs and error messages, with the password in them.',
    remedy:
      'Change the password and keep the new one in .env, which Git ignores; `git filter-repo --replace-text FILE` takes the old one out of the history.',
  },
  'secret/private-key': {
    title: 'A file holds a private key',
    means:
      'A private key proves who somebody is, so whoever can read the project can pose as its owner until the key is replaced. Deleting the file later does not help: the history keeps it.',
    remedy:
      'Replace the key and keep the new one out of the project; `git filter-repo --path FILE --invert-paths` takes the file out of the history.',
  },
  'secret/named-value': {
    title: 'A file holds a value that its key calls a secret',
    means:
      'The key, PASSWORD or SECRET for example, says what stands behind it, and the value looks like a real one. It is deployed as it stands, and known to everyone who has read the project.',
    remedy:
      'Replace the value and keep the new one in .env, which Git ignores; `git filter-repo --replace-text FILE` takes the old one out of the history.',
  },
  'secret/encoded': {
    title: 'A manifest holds a secret; base64 hides nothing',
    means:
      'base64 is another spelling and no lock: `base64 -d` reads it back. A Secret under version control has told its values to everyone who can read the project.',
    remedy:
      'Replace the value and let deploy make the Secret from .env; `git filter-repo --replace-text FILE` takes the old one out of the history.',
  },
  'secret/in-config': {
    title: 'A ConfigMap holds a secret',
    means:
      'Everybody who may look into the namespace can read a ConfigMap, and so can each program with such an account.',
    remedy: 'Give it in .env under the name of a secret, and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'secret/in-log': {
    title: 'A log carries credentials',
    means: 'Logs are kept, collected and read by many. A password that was once in one is known from then on.',
    remedy: 'Change the password, and find the statement that writes the line named.',
  },
  'secret/told': {
    title: 'A key shows where others may read it',
    means:
      'A key that was made up for this was deployed, and then found in a log, an event, an object, a note or a report.',
    remedy: 'Find out what writes it by the evidence, and let it name the key without its value.',
  },
  'secret/in-manifest': {
    title: 'A rendered document holds a secret that nobody gave',
    means:
      "What charts render ends in the cluster and in Helm's record of the release. A secret that nobody gave comes from a file that others have too, and outside of a Secret everyone who may look into the namespace can read it.",
    remedy: 'Take it out of the template or the values, and give it in .env.',
  },
} as const satisfies Record<string, CodeEntry>;
