import type { Handlers } from './handlers.ts';

export const delivery: Handlers = {};
