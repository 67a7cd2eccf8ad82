const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// The first import of every entry point: an old Node would stop at a syntax or an API that it lacks.
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    [
      `The scripts need Node 22.18 or newer; this is ${process.version}.`,
      'On Linux `npm ci` brings a suitable one: run `npm ci`, then `npx tsx scripts/deploy.ts`.',
      'Elsewhere install it from https://nodejs.org/ .',
    ].join('\n'),
  );
  process.exit(20);
}
