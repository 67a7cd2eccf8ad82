import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Node keeps what it compiles: the next run begins sooner. Not for cleanup, which takes the folder away.
module.enableCompileCache?.(fileURLToPath(new URL('../../.local/cache/compile', import.meta.url)));
