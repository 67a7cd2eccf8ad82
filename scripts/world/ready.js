// The first import of every entry point, in JavaScript that any Node reads: an old Node would stop at a syntax or an API
// that it lacks, and before `npm ci` at a package, each with a stack instead of a sentence.
import { existsSync, readFileSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const absent = Object.keys(JSON.parse(text).dependencies).filter(
  (name) => !existsSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url)),
);

if (major < 22 || (major === 22 && minor < 18))
  stop(
    `The scripts need Node 22.18 or newer; this is ${process.version}.`,
    'On Linux `npm ci` brings a suitable one, which npm and npx find first: run `npm ci`, then the same command again.',
    'Elsewhere install it from https://nodejs.org/ .',
  );
if (absent.length > 0)
  stop(
    absent.length > 1
      ? `${absent.length} packages of the project are not installed.`
      : `The package ${absent[0]} is not installed.`,
    'Install what package-lock.json names: `npm ci`, then run the same command again.',
  );

/** @param {readonly string[]} lines */
function stop(...lines) {
  console.error(lines.join('\n'));
  process.exit(20);
}
