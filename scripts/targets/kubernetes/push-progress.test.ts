import { expect, test } from 'vitest';
import { readPush } from './push-progress.ts';

test('a push tells how many of its layers the registry has', () => {
  const lines = [
    'The push refers to repository [127.0.0.1:5000/todo/backend]',
    '5f70bf18a086: Preparing',
    '0ad6a6b3f0d1: Preparing',
    '0ad6a6b3f0d1: Waiting',
    '5f70bf18a086: Layer already exists',
    '0ad6a6b3f0d1: Pushed',
    '0123456789ab: digest: sha256:667e431dee2830b8c0ec7c8970aa32720c02e382e4b38e3cc846551a264b2d2d size: 2196',
  ];
  expect(lines.slice(0, 6).map(readPush())).toEqual([
    undefined,
    'pushing, 0/1 layers',
    'pushing, 0/2 layers',
    'pushing, 0/2 layers',
    'pushing, 1/2 layers',
    'pushing, 2/2 layers',
  ]);
});
