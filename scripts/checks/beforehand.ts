import type { World } from '../core/world.ts';
import { databaseConnected } from './database.ts';
import { insideOf } from './settings.ts';
import { releasesOf } from './wanted.ts';

/** Begins what the tasks about settings will ask: answers are remembered, and whose turn it is hears the same. */
export const lookInside = (world: World): void => {
  const { target } = world;
  target.settings().catch(() => {});
  target.logs().catch(() => {});
  for (const name of releasesOf(world)) insideOf(world, name).catch(() => {});
  databaseConnected(world).catch(() => {});
};
