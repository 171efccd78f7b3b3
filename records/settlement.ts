import type { Handlers } from './handlers.ts';

export const settlement: Handlers = {};
