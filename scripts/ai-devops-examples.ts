import { main } from './main.ts';
import { pipelines } from './pipelines.ts';

await main(pipelines.ai, ['diagnose']);
