import type { Handlers } from './handlers.ts';

export const evaluation: Handlers = {};
