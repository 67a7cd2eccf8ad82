import { lockFile, lockText } from './checks/frozen.ts';
import { command } from './main.ts';

await command(async ({ files }, { line }) => {
  await files.write(lockFile, await lockText(files));
  line(`${lockFile} records the application as it is now`);
});
