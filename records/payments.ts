import type { Handlers } from './handlers.ts';

export const payments: Handlers = {};
