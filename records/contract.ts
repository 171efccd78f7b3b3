import type { Handlers } from './handlers.ts';

export const contract: Handlers = {};
