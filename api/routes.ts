/** Every route of the API: what the router serves, the document describes and the policy tests walk through. */
import { applications } from './applications.ts';
import { documents } from './documents.ts';
import { me } from './me.ts';
import type { Route } from './route.ts';
import { tasks } from './tasks.ts';

export const ROUTES: readonly Route[] = [...me, ...applications, ...documents, ...tasks];
