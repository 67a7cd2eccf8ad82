import './world/node-version.ts';

const { main } = await import('./main.ts');
const { pipelines } = await import('./pipelines.ts');

await main(pipelines.cleanup);
