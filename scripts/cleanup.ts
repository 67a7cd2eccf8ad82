import './world/ready.js';

const { main } = await import('./main.ts');
const { pipelines } = await import('./pipelines.ts');

await main(pipelines.cleanup);
