import type { Handlers } from './handlers.ts';

export const tendering: Handlers = {};
