import './world/ready.js';
import './world/compile-cache.ts';

const { main } = await import('./main.ts');
const { pipelines } = await import('./pipelines.ts');

await main(pipelines.validate);
