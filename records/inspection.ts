import type { Handlers } from './handlers.ts';

export const inspection: Handlers = {};
